package io.nullscope.checkpoints;

import io.nullscope.hub.Hub;
import io.nullscope.hub.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Brings a model from the Hub: the files that are read, and none besides. */
public final class HubModel {

  private final Hub hub;

  public HubModel(Hub hub) {
    this.hub = hub;
  }

  /**
   * Downloads what is not in the cache.
   *
   * @param commit whole commit id
   * @param required files that are needed beside the weights
   * @return the folder that holds the files
   * @throws InvalidCheckpointException when the repository lacks a file or its index is malformed
   * @throws io.nullscope.hub.HubException when the Hub cannot give it
   */
  public Path fetch(Repository repository, String commit, List<String> required)
      throws IOException {
    String name = "hf:" + repository + " at commit " + commit;
    List<String> there = hub.files(repository, commit);
    for (String file : required) {
      requireListed(name, there, file);
    }
    WeightFormat format =
        WeightFormat.preferred(there::contains)
            .orElseThrow(
                () ->
                    new InvalidCheckpointException(
                        name, "has no weights that are read: " + WeightFormat.names()));
    for (String file : required) {
      hub.fetch(repository, commit, file);
    }
    Path folder = hub.fetch(repository, commit, format.file()).getParent();
    for (String shard : format.shards(folder)) {
      requireListed(name, there, shard);
      hub.fetch(repository, commit, shard);
    }
    return folder;
  }

  private static void requireListed(String name, List<String> there, String file) {
    if (!there.contains(file)) {
      throw new InvalidCheckpointException(
          name,
          "has no file %s; choose a revision that has it, or add it to a copy and write file:DIR"
              .formatted(file));
    }
  }
}
