package io.nullscope.metrics.adapter.store;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.CorruptBlobException;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.metrics.adapter.wire.LatentMessages;
import io.nullscope.metrics.adapter.wire.MetricMessages;
import io.nullscope.metrics.adapter.wire.VerdictMessages;
import io.nullscope.metrics.application.Artifacts;
import io.nullscope.metrics.application.MetricGroup;
import io.nullscope.metrics.application.MetricsRequest;
import io.nullscope.metrics.application.VerdictsRequest;
import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.metrics.domain.UnigramCounts;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.v1.Verdicts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Artifacts as manifests and blobs in the object store. */
public final class StoredArtifacts implements Artifacts {

  private static final int VERDICTS_FORMAT = 4;
  private static final int RESULTS_FORMAT = 4;
  private static final String LATENTS = "latents";
  private static final String LATENTS_FILE = "scored-latents.binpb";
  private static final String METRICS_FILE = "cell-metrics.binpb";
  private static final String VERDICTS = "verdicts";
  private static final String VERDICTS_FILE = "verdicts.binpb";
  private static final String RESULTS = "results";
  private static final String TOKENS = "tokens";
  private static final int WINDOWS = 64;

  private final ArtifactStore store;

  public StoredArtifacts(ArtifactStore store) {
    this.store = store;
  }

  @Override
  public CellMetrics cellMetrics(MetricGroup group, String metricsId) {
    return MetricMessages.toDomain(
        read(group.artifactKind(), metricsId, METRICS_FILE, io.nullscope.v1.CellMetrics.parser()));
  }

  @Override
  public Optional<String> findCellMetrics(MetricsRequest request) {
    return store
        .find(request.group().artifactKind(), artifact(request).id())
        .map(manifest -> manifest.id().hex());
  }

  @Override
  public String saveCellMetrics(MetricsRequest request, CellMetrics metrics) {
    BlobRef blob = store.blobs().put(bytes(MetricMessages.toWire(metrics)));
    return store.commit(artifact(request), Map.of(METRICS_FILE, blob), Map.of()).id().hex();
  }

  @Override
  public ScoredLatents scoredLatents(String latentsId) {
    Manifest manifest = manifest(LATENTS, latentsId);
    try {
      return LatentMessages.toDomain(
          read(manifest, LATENTS_FILE, io.nullscope.v1.ScoredLatents.parser()));
    } catch (IllegalArgumentException e) {
      throw new CorruptBlobException(
          manifest.file(LATENTS_FILE).key(), "it contradicts itself: " + e.getMessage());
    }
  }

  @Override
  public double unigramEntropy(String metricsId) {
    ArtifactId tokensId =
        manifest(MetricGroup.RECONSTRUCTION.artifactKind(), metricsId).input(TOKENS);
    TokenSplit evaluation =
        TokenSplit.open(
            store.blobs(), store.require(TokenArtifact.KIND, tokensId), TokenArtifact.EVAL);
    UnigramCounts counts = new UnigramCounts();
    evaluation.forEachBatch(WINDOWS, (first, ids, documents) -> counts.add(ids));
    return counts.entropy();
  }

  @Override
  public Optional<List<Verdict>> findVerdicts(VerdictsRequest request) {
    return store
        .find(VERDICTS, artifact(request).id())
        .map(manifest -> read(manifest, VERDICTS_FILE, Verdicts.parser()))
        .map(VerdictMessages::toDomain);
  }

  @Override
  public void saveVerdicts(VerdictsRequest request, List<Verdict> verdicts) {
    BlobRef blob = store.blobs().put(bytes(VerdictMessages.toWire(verdicts)));
    store.commit(artifact(request), Map.of(VERDICTS_FILE, blob), Map.of());
  }

  @Override
  public String saveResults(Map<String, Object> request, Map<String, byte[]> files) {
    Map<String, BlobRef> blobs = new TreeMap<>();
    files.forEach((name, bytes) -> blobs.put(name, store.blobs().put(bytes)));
    ArtifactRequest artifact = new ArtifactRequest(RESULTS, RESULTS_FORMAT, request, Map.of());
    return store.commit(artifact, blobs, Map.of()).id().hex();
  }

  @Override
  public void deleteResults(String resultsId) {
    store.delete(RESULTS, new ArtifactId(resultsId));
  }

  @Override
  public Optional<InputStream> openResult(String resultsId, String fileName) {
    return Optional.ofNullable(manifest(RESULTS, resultsId).files().get(fileName))
        .map(store.blobs()::open);
  }

  private <M> M read(String kind, String id, String file, Parser<M> parser) {
    return read(manifest(kind, id), file, parser);
  }

  private <M> M read(Manifest manifest, String file, Parser<M> parser) {
    BlobRef blob = manifest.file(file);
    try {
      return parser.parseFrom(store.blobs().read(blob));
    } catch (InvalidProtocolBufferException e) {
      throw new CorruptBlobException(
          blob.key(), "it is not the message that it should be: " + e.getMessage());
    }
  }

  private Manifest manifest(String kind, String id) {
    return store.require(kind, new ArtifactId(id));
  }

  private static int format(MetricGroup group) {
    return switch (group) {
      // 3: of the positions that count.
      case RECONSTRUCTION -> 3;
      // 3: controls, failures by reason, usage. 4: ROC curves thinned so that their area holds.
      // 5: token metrics from all activations.
      case INTERPRETABILITY -> 5;
      case DICTIONARY -> 1;
    };
  }

  private static ArtifactRequest artifact(MetricsRequest request) {
    return new ArtifactRequest(
        request.group().artifactKind(),
        format(request.group()),
        request.configuration(),
        ids(request.inputs()));
  }

  private static ArtifactRequest artifact(VerdictsRequest request) {
    return new ArtifactRequest(
        VERDICTS, VERDICTS_FORMAT, request.configuration(), ids(request.inputs()));
  }

  private static Map<String, ArtifactId> ids(Map<String, String> inputs) {
    Map<String, ArtifactId> ids = new TreeMap<>();
    inputs.forEach((role, id) -> ids.put(role, new ArtifactId(id)));
    return ids;
  }

  /** Maps in key order: equal messages give equal bytes. */
  private static byte[] bytes(Message message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.getSerializedSize());
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return bytes.toByteArray();
  }
}
