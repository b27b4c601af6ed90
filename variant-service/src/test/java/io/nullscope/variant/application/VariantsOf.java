package io.nullscope.variant.application;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.Digest;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.ObjectStat;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.FloatValues;
import io.nullscope.demo.DemoAssets;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import io.nullscope.transformer.VariantArtifact;
import io.nullscope.variant.adapter.checkpoint.HuggingFaceCheckpoints;
import io.nullscope.variant.adapter.djl.EngineSingularVectors;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A store of its own, with the variants of studies made in it. */
final class VariantsOf {

  private static final String TENSORS = "tensors/";

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);
  private final MaterializeVariant materializeVariant =
      new MaterializeVariant(
          new HuggingFaceCheckpoints(new DemoAssets()), store, new EngineSingularVectors());

  MaterializedVariant make(StudySpec spec, VariantKind kind, long seed) {
    return materializeVariant.materialize(spec, new VariantKey(kind, seed));
  }

  Manifest manifest(StudySpec spec, VariantKind kind, long seed) {
    return store.require(VariantArtifact.KIND, make(spec, kind, seed).id());
  }

  ArtifactStore store() {
    return store;
  }

  /** Every key in the store. */
  TreeSet<String> keys() {
    return new TreeSet<>(objects.list("").map(ObjectStat::key).toList());
  }

  /** Digest of each tensor's blob. */
  static Map<String, Digest> digests(Manifest variant) {
    Map<String, Digest> digests = new TreeMap<>();
    variant
        .files()
        .forEach(
            (file, blob) -> {
              if (file.startsWith(TENSORS)) {
                digests.put(file.substring(TENSORS.length()), blob.digest());
              }
            });
    return digests;
  }

  float[] values(Manifest variant, String tensor) {
    return FloatValues.of(dtype(variant, tensor), ByteBuffer.wrap(bytes(variant, tensor)));
  }

  byte[] bytes(Manifest variant, String tensor) {
    BlobRef blob = variant.file(TENSORS + tensor);
    return store.blobs().read(blob);
  }

  static DType dtype(Manifest variant, String tensor) {
    return DType.valueOf((String) description(variant, tensor).get("dtype"));
  }

  static List<?> shape(Manifest variant, String tensor) {
    return (List<?>) description(variant, tensor).get("shape");
  }

  static Map<?, ?> description(Manifest variant, String tensor) {
    return (Map<?, ?>) ((Map<?, ?>) variant.attributes().get("tensors")).get(tensor);
  }
}
