package io.nullscope.autointerp.adapter.djl;

import io.nullscope.artifacts.BlobStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.autointerp.application.LatentActivationSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** Reads a latent cache shard by shard. */
final class StoredLatentCache implements LatentActivationSource {

  private final BlobStore blobs;
  private final Manifest manifest;

  StoredLatentCache(BlobStore blobs, Manifest manifest) {
    this.blobs = blobs;
    this.manifest = manifest;
  }

  @Override
  public int latents() {
    return Math.toIntExact((Long) manifest.attributes().get("latents"));
  }

  @Override
  public void read(Visitor visitor) {
    for (int shard = 0; manifest.files().containsKey(LatentCacheWriter.fileName(shard)); shard++) {
      try (SafetensorsReader reader =
          SafetensorsReader.open(blobs.source(manifest.file(LatentCacheWriter.fileName(shard))))) {
        LongBuffer tokens = reader.read(LatentCacheWriter.TOKEN).asLongBuffer();
        IntBuffer latents = reader.read(LatentCacheWriter.LATENT).asIntBuffer();
        FloatBuffer activations = reader.read(LatentCacheWriter.ACTIVATION).asFloatBuffer();
        while (tokens.hasRemaining()) {
          visitor.entry(tokens.get(), latents.get(), activations.get());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
