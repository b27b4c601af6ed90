package io.nullscope.service;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.Digest;
import io.nullscope.artifacts.ObjectStat;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.messaging.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * Who owns a study id, what its runs read, and which studies are cancelled: small objects under
 * {@code studies/} that every service sees, whatever it has consumed so far.
 */
public final class StudyRegistry {

  private final ObjectStore objects;

  public StudyRegistry(ObjectStore objects) {
    this.objects = objects;
  }

  /**
   * Claims a study id for a specification. The first claim wins; claiming again with the same
   * specification is no conflict, nor with the one that an earlier version read in the same text.
   *
   * @throws RejectedException STUDY_ID_TAKEN when the id belongs to another specification
   */
  public void claim(StudyRun run) {
    owner(run);
  }

  /**
   * Claims a study id before the first step of an attempt.
   *
   * @throws RejectedException STUDY_ID_TAKEN when the id belongs to another specification;
   *     BEGUN_BY_EARLIER_VERSION when a version under which the same text meant something else has
   *     begun with the attempt: some of its variants would not be comparable with the others
   */
  public void begin(StudyRun run) {
    String hash = run.spec().hash();
    if (owner(run).equals(hash)) {
      return;
    }
    try (Stream<ObjectStat> begun = objects.list(inputs(run))) {
      if (begun.findAny().isPresent()) {
        throw new RejectedException(
            "BEGUN_BY_EARLIER_VERSION",
            "attempt "
                + run.attempt()
                + " at study \""
                + run.studyId()
                + "\" was begun by an earlier version of Nullscope, under which the same study file"
                + " computed something else; run the study again");
      }
    }
    objects.put(claimKey(run), hash.getBytes(StandardCharsets.US_ASCII));
  }

  /** The hash that the id belongs to, after a claim. */
  private String owner(StudyRun run) {
    String key = claimKey(run);
    String hash = run.spec().hash();
    if (objects.putIfAbsent(key, hash.getBytes(StandardCharsets.US_ASCII))) {
      return hash;
    }
    String owner = read(key);
    if (!owner.equals(hash) && !run.spec().earlierHashes().contains(owner)) {
      throw new RejectedException(
          "STUDY_ID_TAKEN",
          "study id \""
              + run.studyId()
              + "\" belongs to another study (its specification has hash "
              + owner.substring(0, 12)
              + ", this one has "
              + hash.substring(0, 12)
              + "); choose another id, or leave it empty to have one derived");
    }
    return owner;
  }

  /**
   * Notes what an input of a run holds, so that all variants are made from the same. The first word
   * counts; a run of its own (a study that is run again) begins anew.
   *
   * @param setting the setting that names the input, for example {@code corpus.source}
   * @param content digest of what was read
   * @throws RejectedException INPUT_CHANGED when another step of the run read something else
   */
  public void requireSameInput(StudyRun run, String setting, Digest content) {
    String key = inputs(run) + setting;
    if (objects.putIfAbsent(key, content.hex().getBytes(StandardCharsets.US_ASCII))) {
      return;
    }
    if (!read(key).equals(content.hex())) {
      throw new RejectedException(
          "INPUT_CHANGED",
          setting
              + ": the content changed while the study ran, so that its variants would not be"
              + " comparable; run it again, and leave the files alone until it has ended");
    }
  }

  /**
   * Notes which activations a run trains on, for whoever clears the store: the same may belong to a
   * study that has completed.
   */
  public void needs(StudyRun run, ArtifactId activations) {
    objects.put(
        "studies/%s/activations/%d/%s".formatted(run.studyId(), run.attempt(), activations.hex()),
        activations.hex().getBytes(StandardCharsets.US_ASCII));
  }

  /** Nobody will go on with the study: it needs no activations any more. */
  public void needsNothing(String studyId) {
    try (Stream<ObjectStat> needed = objects.list("studies/" + studyId + "/activations/")) {
      needed.map(ObjectStat::key).toList().forEach(objects::delete);
    }
  }

  /** Cancels an attempt at a study, and all before it; a later one is another matter. */
  public void cancel(String studyId, int attempt) {
    objects.put(
        cancelledKey(studyId), Integer.toString(attempt).getBytes(StandardCharsets.US_ASCII));
  }

  public boolean isCancelled(StudyRun run) {
    String key = cancelledKey(run.studyId());
    return objects.stat(key).isPresent() && run.attempt() <= Integer.parseInt(read(key));
  }

  private static String claimKey(StudyRun run) {
    return "studies/" + run.studyId() + "/spec-hash";
  }

  private static String inputs(StudyRun run) {
    return "studies/%s/inputs/%d/".formatted(run.studyId(), run.attempt());
  }

  private static String cancelledKey(String studyId) {
    return "studies/" + studyId + "/cancelled";
  }

  private String read(String key) {
    try (InputStream in = objects.get(key)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + key, e);
    }
  }
}
