package io.nullscope.checkpoints;

import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.artifacts.safetensors.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One safetensors file. */
final class SafetensorsFile implements Weights {

  private final Path file;
  private final SafetensorsReader reader;
  private final Map<String, TensorSpec> tensors;

  private SafetensorsFile(Path file, SafetensorsReader reader) {
    this.file = file;
    this.reader = reader;
    Map<String, TensorSpec> specs = new TreeMap<>();
    reader
        .header()
        .tensors()
        .forEach((name, info) -> specs.put(name, new TensorSpec(name, info.dtype(), info.shape())));
    this.tensors = Collections.unmodifiableMap(specs);
  }

  static SafetensorsFile open(Path file) throws IOException {
    return new SafetensorsFile(file, SafetensorsReader.open(file));
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Map<String, TensorSpec> tensors() {
    return tensors;
  }

  @Override
  public ByteBuffer read(String tensor, long firstEntry, int entries) throws IOException {
    return reader.read(tensor, firstEntry, entries);
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
