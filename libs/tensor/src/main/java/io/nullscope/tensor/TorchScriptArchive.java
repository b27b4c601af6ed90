package io.nullscope.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source text into the archive that {@code torch::jit::load} reads: a stored
 * (uncompressed) zip of
 *
 * <pre>
 * archive/data.pkl             pickle of one object of class __torch__.Kernel without parameters
 * archive/code/__torch__.py    the source
 * archive/constants.pkl        pickle of the empty tuple
 * archive/version              operator set version
 * </pre>
 */
final class TorchScriptArchive {

  /**
   * Newest operator set of PyTorch 2.x, so that no operator is rewritten to its behaviour in older
   * releases.
   */
  private static final String OPERATOR_SET_VERSION = "10\n";

  /** Pickle protocol 2: {@code Kernel.__new__()} with state {@code {"training": False}}. */
  private static final byte[] MODULE_PICKLE =
      "\u0080\u0002c__torch__\nKernel\nq\u0000)\u0081}X\u0008\u0000\u0000\u0000trainingq\u0001\u0089sb."
          .getBytes(StandardCharsets.ISO_8859_1);

  private static final byte[] EMPTY_TUPLE_PICKLE =
      "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1);

  private static final String CLASS_HEADER =
      """
      class Kernel(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
      """;

  private TorchScriptArchive() {}

  /**
   * Writes the archive.
   *
   * @param methods the methods of the kernel, each {@code def name(self: __torch__.Kernel, …)}, not
   *     indented
   * @param out receives the archive; not closed
   */
  static void write(String methods, OutputStream out) throws IOException {
    StringBuilder source = new StringBuilder(CLASS_HEADER);
    methods.lines().forEach(line -> source.append(line.isBlank() ? "" : "  " + line).append('\n'));
    ZipOutputStream zip = new ZipOutputStream(out);
    store(zip, "archive/data.pkl", MODULE_PICKLE);
    store(zip, "archive/code/__torch__.py", source.toString().getBytes(StandardCharsets.UTF_8));
    store(zip, "archive/constants.pkl", EMPTY_TUPLE_PICKLE);
    store(zip, "archive/version", OPERATOR_SET_VERSION.getBytes(StandardCharsets.US_ASCII));
    zip.finish();
  }

  static byte[] bytes(String methods) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(methods, out);
    return out.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
