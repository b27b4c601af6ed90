package io.nullscope.checkpoints.torch;

import io.nullscope.artifacts.safetensors.ByteSource;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.checkpoints.InvalidCheckpointException;
import io.nullscope.checkpoints.ModelFile;
import io.nullscope.checkpoints.Weights;
import io.nullscope.checkpoints.torch.PickleValue.Dictionary;
import io.nullscope.checkpoints.torch.PickleValue.TensorValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A state dictionary that {@code torch.save} of PyTorch 1.6 or newer wrote: a zip archive with
 * {@code NAME/data.pkl} and one entry {@code NAME/data/KEY} a storage.
 */
public final class TorchFile implements Weights {

  private static final String PICKLE = "/data.pkl";
  private static final int MAX_PICKLE_BYTES = 16 << 20;
  private static final int ZIP_MAGIC = 0x04034b50;

  /** How to get out of a file that is not read here. */
  private static final String CONVERT =
      "convert it where you trust it: python -c \"import torch, safetensors.torch as s;"
          + " d = torch.load('pytorch_model.bin', map_location='cpu', weights_only=True);"
          + " s.save_file({k: v.clone().contiguous() for k, v in d.items()}, 'model.safetensors')\"";

  private final Path file;
  private final ByteSource source;
  private final StoredZip zip;
  private final String root;
  private final Map<String, StridedTensor> views = new TreeMap<>();
  private final Map<String, TensorSpec> tensors = new TreeMap<>();
  private StridedReader reader; // of the tensor that was read last

  private TorchFile(Path file, ByteSource source) throws IOException {
    this.file = file;
    this.source = source;
    requireZip();
    this.zip = StoredZip.read(source);
    this.root = root();
    requireLittleEndian();
    readPickle();
  }

  /**
   * Opens a file and runs its pickle, which can build tensors and nothing else.
   *
   * @throws InvalidCheckpointException when the file is truncated, malformed, of the form before
   *     PyTorch 1.6, or holds something other than tensors by name
   */
  public static TorchFile open(Path file) throws IOException {
    ModelFile.requireNoPointer(file);
    ByteSource source = ByteSource.of(file);
    try {
      return new TorchFile(file, source);
    } catch (PickleException e) {
      source.close();
      throw new InvalidCheckpointException(
          file.toString(), "cannot be read: %s; %s".formatted(e.getMessage(), CONVERT), e);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private void requireZip() throws IOException {
    if (source.size() < Integer.BYTES) {
      throw damaged(source.name(), "it has " + source.size() + " bytes");
    }
    ByteBuffer start = source.read(0, Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (start.getInt(0) == ZIP_MAGIC) {
      return;
    }
    if (start.get(0) == (byte) 0x80) {
      throw new InvalidCheckpointException(
          source.name(), "has the form of torch.save before PyTorch 1.6; " + CONVERT);
    }
    throw damaged(source.name(), "it does not begin like a file of torch.save");
  }

  /** Name of the folder in the archive that holds everything. */
  private String root() {
    List<String> pickles = zip.names().stream().filter(name -> name.endsWith(PICKLE)).toList();
    if (pickles.size() != 1) {
      throw damaged(source.name(), "it has %d entries data.pkl".formatted(pickles.size()));
    }
    String found = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    if (zip.has(found + "/constants.pkl")) {
      throw new InvalidCheckpointException(
          source.name(),
          "is a TorchScript program; save the weights instead: torch.save(model.state_dict(), …)");
    }
    return found;
  }

  /** The entry is there since PyTorch 2.1; before, files were as the machine that wrote them. */
  private void requireLittleEndian() throws IOException {
    String entry = root + "/byteorder";
    if (!zip.has(entry)) {
      return;
    }
    String order = new String(zip.bytes(entry, 16), StandardCharsets.US_ASCII);
    if (!order.equals("little")) {
      throw new InvalidCheckpointException(
          source.name(),
          "has the byte order \"%s\"; only little-endian files are read: save it as safetensors"
              .formatted(order.replaceAll("[^a-z]", "?")));
    }
  }

  private void readPickle() throws IOException {
    PickleValue state = PickleMachine.run(zip.bytes(root + PICKLE, MAX_PICKLE_BYTES));
    if (!(state instanceof Dictionary dictionary)) {
      throw new PickleException("it does not hold a dictionary of tensors");
    }
    for (Map.Entry<String, PickleValue> entry : dictionary.entries().entrySet()) {
      if (!(entry.getValue() instanceof TensorValue value)) {
        throw new PickleException(
            "its entry \"%s\" is not a tensor; it has to hold the state dictionary itself"
                .formatted(entry.getKey()));
      }
      add(entry.getKey(), value.tensor());
    }
  }

  private void add(String name, StridedTensor view) {
    Storage storage = view.storage();
    String entry = entry(storage);
    long stored = zip.has(entry) ? zip.size(entry) : -1;
    // Compared by division: the product may overflow.
    if (stored < 0
        || stored % storage.dtype().bytes() != 0
        || stored / storage.dtype().bytes() != storage.elements()) {
      throw damaged(
          source.name(),
          "tensor %s needs %d %s values in entry %s, which %s"
              .formatted(
                  name,
                  storage.elements(),
                  storage.dtype(),
                  entry,
                  stored < 0 ? "is missing" : "has " + stored + " bytes"));
    }
    if (!view.isContiguous()
        && view.elements() > StridedReader.MAX_GATHERED_BYTES / storage.dtype().bytes()) {
      throw new InvalidCheckpointException(
          source.name(),
          "has the tensor %s %s %s, whose elements are not stored in row-major order, which is supported up to %d bytes; save it with .contiguous()"
              .formatted(
                  name,
                  storage.dtype(),
                  Arrays.toString(view.shape()),
                  StridedReader.MAX_GATHERED_BYTES));
    }
    views.put(name, view);
    tensors.put(name, new TensorSpec(name, storage.dtype(), view.shape()));
  }

  private String entry(Storage storage) {
    return root + "/data/" + storage.key();
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Map<String, TensorSpec> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public ByteBuffer read(String tensor, long firstEntry, int entries) throws IOException {
    StridedTensor view = views.get(tensor);
    if (view == null) {
      throw new IllegalArgumentException(file + " has no tensor \"" + tensor + "\"");
    }
    if (reader == null || !reader.reads(view)) {
      reader = new StridedReader(source, zip.offset(entry(view.storage())), view);
    }
    return reader.read(firstEntry, entries);
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public List<String> notes() {
    long doubles = tensors.values().stream().filter(spec -> spec.dtype() == DType.F64).count();
    return doubles == 0
        ? List.of()
        : List.of(
            "%s holds %d tensors in float64; their values are rounded to float32 when the model runs"
                .formatted(file.getFileName(), doubles));
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  static InvalidCheckpointException damaged(String file, String problem) {
    return new InvalidCheckpointException(
        file, "is not a valid file of torch.save: " + problem + "; copy or download it again");
  }
}
