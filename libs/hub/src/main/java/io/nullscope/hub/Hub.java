package io.nullscope.hub;

import io.nullscope.hub.HubException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Files of models on the Hub. What was downloaded once is taken from the cache; a commit that is in
 * the cache needs no network. Safe for use by several threads and processes.
 *
 * <p>Every method throws {@link HubException} when the Hub cannot give what is asked for, and
 * {@link UncheckedIOException} when the cache cannot be read or written.
 */
public final class Hub {

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final int LISTED = 20;

  private final HubSettings settings;
  private final DownloadListener listener;
  private final HubHttp http;
  private final Attempts attempts;
  private final Refusals refusals;

  public Hub(HubSettings settings, DownloadListener listener) {
    this(settings, listener, SILENCE, duration -> Thread.sleep(duration.toMillis()));
  }

  Hub(HubSettings settings, DownloadListener listener, Duration silence, Attempts.Pause pause) {
    this.settings = settings;
    this.listener = listener;
    this.http = new HubHttp(settings, silence);
    this.attempts = new Attempts(pause, listener);
    this.refusals = new Refusals(settings);
  }

  /**
   * The commit that a revision is at now. Offline: the one that it was at when the Hub was asked
   * last.
   *
   * @param revision branch, tag or whole commit id
   */
  public String commit(Repository repository, String revision) {
    if (COMMIT.matcher(revision).matches()) {
      return revision;
    }
    CacheFolder cache = CacheFolder.of(settings, repository);
    try {
      if (!settings.offline()) {
        return ask(repository, revision, cache).commit();
      }
      Optional<String> known =
          cache.reference(revision).filter(commit -> COMMIT.matcher(commit).matches());
      return known.orElseThrow(
          () ->
              notCached(
                  "revision \"" + revision + "\" of hf:" + repository,
                  "or write a whole commit id that is there"));
    } catch (IOException e) {
      throw new UncheckedIOException("the cache of hf:" + repository + " in " + cache.root(), e);
    }
  }

  /** Names of the files at the top of a commit. */
  public List<String> files(Repository repository, String commit) {
    CacheFolder cache = CacheFolder.of(settings, repository);
    try {
      Optional<List<String>> known = cache.listing(commit);
      if (known.isPresent()) {
        return known.get();
      }
      if (settings.offline()) {
        throw notCached("commit " + commit + " of hf:" + repository, "");
      }
      return ask(repository, commit, cache).files();
    } catch (IOException e) {
      throw new UncheckedIOException("the cache of hf:" + repository + " in " + cache.root(), e);
    }
  }

  /**
   * A file of a commit, downloaded and checked if it is not in the cache. All files of a commit are
   * in one folder.
   *
   * @param file name at the top of the repository
   * @throws IllegalArgumentException when the name is not plain
   */
  public Path fetch(Repository repository, String commit, String file) {
    if (!COMMIT.matcher(commit).matches() || !PLAIN_NAME.matcher(file).matches()) {
      throw new IllegalArgumentException("\"" + file + "\" of commit \"" + commit + "\"");
    }
    CacheFolder cache = CacheFolder.of(settings, repository);
    Path target = cache.file(commit, file);
    if (Files.exists(target)) {
      return target;
    }
    if (settings.offline()) {
      throw notCached(file + " of hf:" + repository + " at commit " + commit, "");
    }
    try {
      return FileLocks.holding(
          cache.lock(commit, file),
          () -> {
            if (!Files.exists(target)) {
              download(repository, commit, file, cache);
            }
            return target;
          });
    } catch (IOException e) {
      throw new UncheckedIOException("downloading %s of hf:%s".formatted(file, repository), e);
    }
  }

  private void download(Repository repository, String commit, String file, CacheFolder cache)
      throws IOException {
    String name = repository + "/" + file;
    String path = "/%s/resolve/%s/%s".formatted(repository, commit, file);
    HubHttp.Answer<?> head = attempts.run(name, () -> http.head(path));
    if (head.status() >= 400) {
      throw refusals.of(repository, name, head);
    }
    new Download(
            http,
            listener,
            name,
            path,
            FileIdentity.of(head.response().headers(), head.status() == 200),
            cache.file(commit, file),
            cache.partial(commit, file))
        .run(attempts, answer -> refusals.of(repository, name, answer));
  }

  private HubJson.Revision ask(Repository repository, String revision, CacheFolder cache)
      throws IOException {
    String path = "/api/models/%s/revision/%s".formatted(repository, encoded(revision));
    HubHttp.Text text = attempts.run(repository.id(), () -> http.text(path));
    if (text.answer().status() == 404) {
      throw unknownRevision(repository, revision, text.answer());
    }
    if (text.answer().status() != 200) {
      throw refusals.of(repository, repository.id(), text.answer());
    }
    HubJson.Revision found;
    try {
      found = HubJson.revision(text.body());
    } catch (IOException e) {
      throw unexpected(path, e);
    }
    if (!COMMIT.matcher(found.commit()).matches()) {
      throw unexpected(path, null);
    }
    List<String> plain =
        found.files().stream().filter(name -> PLAIN_NAME.matcher(name).matches()).toList();
    cache.writeListing(found.commit(), plain);
    cache.writeReference(revision, found.commit());
    return new HubJson.Revision(found.commit(), plain);
  }

  private HubException unexpected(String path, IOException cause) {
    return new HubException(
        Reason.UNEXPECTED_ANSWER,
        "%s%s is not what a Hub answers; check HF_ENDPOINT".formatted(settings.endpoint(), path),
        cause);
  }

  private HubException unknownRevision(
      Repository repository, String revision, HubHttp.Answer<?> answer) throws IOException {
    if (answer.header("X-Error-Code").filter("RepoNotFound"::equals).isPresent()) {
      return refusals.unknown(repository);
    }
    HubHttp.Text references =
        attempts.run(repository.id(), () -> http.text("/api/models/%s/refs".formatted(repository)));
    if (references.answer().status() != 200) {
      return refusals.unknown(repository);
    }
    List<String> names = HubJson.references(references.body());
    String shown = String.join(", ", names.stream().limit(LISTED).toList());
    return new HubException(
        Reason.NOT_FOUND,
        "hf:%s has no revision \"%s\"; it has %s%s, and commits by their whole id"
            .formatted(
                repository,
                revision,
                shown,
                names.size() > LISTED ? " and " + (names.size() - LISTED) + " more" : ""));
  }

  private HubException notCached(String what, String alternative) {
    return new HubException(
        Reason.NOT_CACHED,
        "%s is not in the cache %s, and HF_HUB_OFFLINE or NULLSCOPE_OFFLINE forbids to ask the Hub; run once without it%s"
            .formatted(what, settings.cache(), alternative.isEmpty() ? "" : ", " + alternative));
  }

  private static String encoded(String revision) {
    return URLEncoder.encode(revision, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
