package io.nullscope.autointerp.adapter.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.nullscope.artifacts.CanonicalJson;
import io.nullscope.autointerp.application.languagemodel.Completion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A segment of cached replies: gzip, one JSON object a line.
 *
 * <pre>
 * {"request":"&lt;SHA-256&gt;","text":"[1,0]","finish":"STOP","refused":false,"input":412,"output":5,
 *  "tokens":[["[",[]],["1",[["1",-0.1],["0",-2.4]]],…]}
 * </pre>
 *
 * <p>Whoever may write to the bucket may write segments, so reading trusts nothing: a line that is
 * not a reply is an {@link IllegalArgumentException}, and sizes are bounded.
 */
final class ReplyLines {

  /** A segment unpacks to no more; one of a whole SAE has some ten megabytes. */
  static final int MAX_BYTES = 256 << 20;

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private static final Pattern REQUEST = Pattern.compile("[0-9a-f]{64}");

  private ReplyLines() {}

  static byte[] write(Map<String, Completion> replies) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new FastGzip(bytes)) {
      for (Map.Entry<String, Completion> reply : replies.entrySet()) {
        try (JsonGenerator json = JSON.createGenerator(gzip)) {
          write(json, reply.getKey(), reply.getValue());
        }
        gzip.write('\n');
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, String request, Completion reply)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("request", request);
    json.writeStringField("text", reply.text());
    json.writeStringField("finish", reply.finish().name());
    json.writeBooleanField("refused", reply.refused());
    json.writeNumberField("input", reply.inputTokens());
    json.writeNumberField("output", reply.outputTokens());
    json.writeArrayFieldStart("tokens");
    for (Completion.Token token : reply.tokens()) {
      json.writeStartArray();
      json.writeString(token.text());
      json.writeStartArray();
      for (Completion.Alternative alternative : token.alternatives()) {
        json.writeStartArray();
        json.writeString(alternative.text());
        json.writeNumber(alternative.logProbability());
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * Reads a segment line by line.
   *
   * @param replies gets every reply before the first damaged line
   * @throws IOException if it is no gzip, ends early or is too large
   * @throws IllegalArgumentException if a line is not a reply
   */
  static void read(byte[] segment, BiConsumer<String, Completion> replies) throws IOException {
    try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(segment))) {
      byte[] text = gzip.readNBytes(MAX_BYTES + 1);
      if (text.length > MAX_BYTES) {
        throw new IOException("it unpacks to more than " + MAX_BYTES + " bytes");
      }
      int start = 0;
      for (int i = 0; i < text.length; i++) {
        if (text[i] == '\n') {
          readLine(Arrays.copyOfRange(text, start, i), replies);
          start = i + 1;
        }
      }
      if (start < text.length) {
        throw new IOException("its last line has no end");
      }
    }
  }

  private static void readLine(byte[] line, BiConsumer<String, Completion> replies)
      throws IOException {
    try {
      Map<String, Object> object = CanonicalJson.readObject(line);
      String request = (String) object.get("request");
      if (request == null || !REQUEST.matcher(request).matches()) {
        throw new IllegalArgumentException("a line without the digest of a request");
      }
      long input = (Long) object.get("input");
      long output = (Long) object.get("output");
      if (input < 0 || output < 0) {
        throw new IllegalArgumentException("a negative number of tokens");
      }
      replies.accept(
          request,
          new Completion(
              (String) object.get("text"),
              Completion.Finish.valueOf((String) object.get("finish")),
              (Boolean) object.get("refused"),
              list(object.get("tokens")).stream().map(ReplyLines::token).toList(),
              input,
              output));
    } catch (ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("a line that is not a reply", e);
    }
  }

  private static Completion.Token token(Object json) {
    List<?> token = list(json);
    return new Completion.Token(
        (String) token.get(0),
        list(token.get(1)).stream()
            .map(ReplyLines::list)
            .map(
                alternative ->
                    new Completion.Alternative(
                        (String) alternative.get(0), ((Number) alternative.get(1)).doubleValue()))
            .toList());
  }

  private static List<?> list(Object json) {
    return (List<?>) json;
  }

  /** Replies are written while a model is being asked: speed counts more than size. */
  private static final class FastGzip extends GZIPOutputStream {

    FastGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
