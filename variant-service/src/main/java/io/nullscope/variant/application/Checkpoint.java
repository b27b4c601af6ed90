package io.nullscope.variant.application;

import io.nullscope.artifacts.Digest;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.study.ModelShape;
import io.nullscope.study.StartTokenSpec;
import io.nullscope.transformer.corpus.DocumentStart;
import io.nullscope.variant.domain.TensorTraits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** A model on disk, open for reading one tensor after the other, each in pieces. */
public interface Checkpoint extends AutoCloseable {

  /** SHA-256 over the names and contents of its files: what the model is, wherever it lies. */
  Digest digest();

  ModelShape shape();

  /**
   * What begins each document of a study.
   *
   * @throws io.nullscope.study.StudyMismatchException when the model has no such token
   */
  DocumentStart documentStart(StartTokenSpec setting);

  /** What a user should know about its files, each a sentence without a full stop. */
  List<String> notices();

  /** {@code config.json} as it is. */
  byte[] config();

  /** {@code tokenizer.json} as it is. */
  byte[] tokenizer();

  /**
   * Where it comes from, for the manifest, as a JSON tree: {@code files} with the SHA-256 of each,
   * and {@code repository}, {@code commit} and {@code notes} where there are any. No paths: equal
   * models give equal manifests wherever they lie.
   */
  Map<String, Object> provenance();

  List<Tensor> tensors();

  /** Consecutive entries as stored: little-endian, row-major. */
  ByteBuffer bytes(Tensor tensor, long firstEntry, int entries);

  /**
   * Checks that the files are still those that {@link #digest} was taken of.
   *
   * @throws io.nullscope.messaging.RejectedException MODEL_CHANGED when one was written since
   */
  void requireUnchanged();

  @Override
  void close();

  /**
   * One tensor.
   *
   * @param dtype type of the stored values
   */
  record Tensor(String name, DType dtype, List<Long> shape, TensorTraits traits) {

    public Tensor {
      shape = List.copyOf(shape);
    }
  }
}
