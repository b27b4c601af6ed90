package io.nullscope.autointerp.adapter.djl;

import io.nullscope.artifacts.BlobStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.ReadAhead;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.autointerp.application.LatentActivationSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Reads a latent cache shard by shard, one ahead. */
final class StoredLatentCache implements LatentActivationSource {

  private final BlobStore blobs;
  private final Manifest manifest;

  StoredLatentCache(BlobStore blobs, Manifest manifest) {
    this.blobs = blobs;
    this.manifest = manifest;
  }

  /**
   * A shard in memory.
   *
   * @param entries [T] number of entries of each token
   * @param latents [N], token by token
   * @param activations [N]
   */
  private record Shard(
      long firstToken, IntBuffer entries, IntBuffer latents, FloatBuffer activations) {

    void visit(Visitor visitor) {
      for (long token = firstToken; entries.hasRemaining(); token++) {
        for (int left = entries.get(); left > 0; left--) {
          visitor.entry(token, latents.get(), activations.get());
        }
      }
      if (latents.hasRemaining()) {
        throw new IllegalStateException(
            "a shard of the latent cache has %d entries that belong to no token"
                .formatted(latents.remaining()));
      }
    }
  }

  @Override
  public int latents() {
    return Math.toIntExact((Long) manifest.attributes().get("latents"));
  }

  @Override
  public void read(Visitor visitor) {
    int shards = 0;
    while (manifest.files().containsKey(LatentCacheWriter.fileName(shards))) {
      shards++;
    }
    ReadAhead.forEach(shards, this::shard, (index, shard) -> shard.visit(visitor));
  }

  private Shard shard(int index) {
    try (SafetensorsReader reader =
        SafetensorsReader.open(blobs.load(manifest.file(LatentCacheWriter.fileName(index))))) {
      return new Shard(
          reader.read(LatentCacheWriter.FIRST_TOKEN).getLong(),
          reader.read(LatentCacheWriter.ENTRIES).asIntBuffer(),
          reader.read(LatentCacheWriter.LATENT).asIntBuffer(),
          reader.read(LatentCacheWriter.ACTIVATION).asFloatBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
