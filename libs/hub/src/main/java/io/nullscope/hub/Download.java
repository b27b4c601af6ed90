package io.nullscope.hub;

import io.nullscope.hub.HubException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Brings one file to its place: appends to what arrived before, checks the whole, and renames it.
 * The caller holds the lock of the file.
 */
final class Download {

  private static final long PROGRESS_BYTES = 8 << 20;

  /** Left free, so that a download is not what fills the disk to the last byte. */
  private static final long SPARE_BYTES = 64 << 20;

  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final HubHttp http;
  private final DownloadListener listener;
  private final String name;
  private final String path;
  private final FileIdentity identity;
  private final Path target;
  private final Path part;
  private final Path tag;

  /**
   * @param name for messages
   * @param path address at the endpoint
   * @param target where the checked file goes
   * @param part where it grows
   */
  Download(
      HubHttp http,
      DownloadListener listener,
      String name,
      String path,
      FileIdentity identity,
      Path target,
      Path part) {
    this.http = http;
    this.listener = listener;
    this.name = name;
    this.path = path;
    this.identity = identity;
    this.target = target;
    this.part = part;
    this.tag = part.resolveSibling(part.getFileName() + ".etag");
  }

  /**
   * Runs the download.
   *
   * @param refusal makes an exception of an answer that is neither a success nor passing
   */
  void run(Attempts attempts, Function<HubHttp.Answer<?>, HubException> refusal)
      throws IOException {
    Files.createDirectories(part.getParent());
    Files.createDirectories(target.getParent());
    if (identity.size().isPresent() && partSize() > identity.size().getAsLong()) {
      discard();
    }
    requireSpace();
    attempts.run(
        name,
        () -> {
          try {
            if (!isComplete()) {
              fetch(refusal);
            }
            return null;
          } catch (IOException e) {
            throw new UncheckedIOException("downloading " + name + " to " + part, e);
          }
        });
    Optional<String> problem = identity.problem(part);
    if (problem.isPresent()) {
      discard();
      throw new HubException(
          Reason.CORRUPT_DOWNLOAD,
          "%s was damaged on its way: what arrived %s and was thrown away; run the study again"
              .formatted(name, problem.get()));
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(tag);
  }

  private boolean isComplete() throws IOException {
    return identity.size().isPresent()
        && Files.exists(part)
        && partSize() == identity.size().getAsLong();
  }

  private long partSize() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private void discard() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(tag);
  }

  private void requireSpace() throws IOException {
    if (identity.size().isEmpty()) {
      return;
    }
    long needed = identity.size().getAsLong() - partSize();
    long free = Files.getFileStore(part.getParent()).getUsableSpace();
    if (needed + SPARE_BYTES > free) {
      throw new HubException(
          Reason.DISK_FULL,
          "%s needs %d MB more in %s, where %d MB are free; free some, or name another folder with NULLSCOPE_HUB_CACHE"
              .formatted(name, needed >> 20, part.getParent(), free >> 20));
    }
  }

  private void fetch(Function<HubHttp.Answer<?>, HubException> refusal) throws IOException {
    Map<String, String> headers = new HashMap<>();
    long start = resumePoint(headers);
    AtomicLong arrived = new AtomicLong();
    HubHttp.Answer<Long> answer;
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      try {
        answer = http.get(path, headers, info -> body(info, channel, start, arrived), arrived::get);
      } finally {
        channel.force(false);
      }
    }
    switch (answer.status()) {
      case OK -> {}
      case PARTIAL -> {
        if (!continuesAt(answer.response().headers(), start)) {
          throw startAgain("another part of the file was sent than asked for");
        }
      }
      case RANGE_NOT_SATISFIABLE -> throw startAgain("the file has become shorter");
      default -> throw refusal.apply(answer);
    }
    if (identity.size().isPresent() && partSize() < identity.size().getAsLong()) {
      throw new Attempts.Passing(
          "only %d of %d bytes arrived".formatted(partSize(), identity.size().getAsLong()),
          null,
          Duration.ZERO,
          arrived.get() > 0);
    }
    listener.progress(name, partSize(), identity.size().orElse(-1));
  }

  /**
   * Where to go on, and the headers that ask for it. Without a checksum to compare at the end, only
   * a server that knows the file by its tag may continue it.
   */
  private long resumePoint(Map<String, String> headers) throws IOException {
    long start = partSize();
    Optional<String> known =
        Files.exists(tag) ? Optional.of(Files.readString(tag)) : Optional.empty();
    if (start == 0 || (known.isEmpty() && identity.digest().isEmpty())) {
      return 0;
    }
    headers.put("Range", "bytes=" + start + "-");
    known.ifPresent(value -> headers.put("If-Range", value));
    return start;
  }

  private HttpResponse.BodySubscriber<Long> body(
      HttpResponse.ResponseInfo info, FileChannel channel, long start, AtomicLong arrived) {
    boolean continued = info.statusCode() == PARTIAL && continuesAt(info.headers(), start);
    if (info.statusCode() != OK && !continued) {
      return HttpResponse.BodySubscribers.replacing(0L);
    }
    long from = continued ? start : 0;
    try {
      channel.truncate(from).position(from);
      rememberTag(info.headers());
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + part, e);
    }
    long total = identity.size().orElse(-1);
    listener.progress(name, from, total);
    long limit = total < 0 ? Long.MAX_VALUE : total - from;
    return new ChannelBody(
        channel,
        limit,
        bytes -> {
          if (bytes / PROGRESS_BYTES != arrived.getAndSet(bytes) / PROGRESS_BYTES) {
            listener.progress(name, from + bytes, total);
          }
        });
  }

  /** A weak tag does not promise the same bytes, and a range needs that. */
  private void rememberTag(HttpHeaders headers) throws IOException {
    Optional<String> strong =
        headers.firstValue("ETag").filter(value -> value.matches("\"[!-~&&[^\"]]{1,200}\""));
    if (strong.isPresent()) {
      Files.writeString(tag, strong.get());
    } else {
      Files.deleteIfExists(tag);
    }
  }

  private static boolean continuesAt(HttpHeaders headers, long start) {
    return headers
        .firstValue("Content-Range")
        .filter(range -> range.startsWith("bytes " + start + "-"))
        .isPresent();
  }

  private Attempts.Passing startAgain(String problem) throws IOException {
    discard();
    return new Attempts.Passing(problem, null, Duration.ZERO, false);
  }
}
