package io.nullscope.hub;

/** Hears how downloads go, for logs and progress displays. */
public interface DownloadListener {

  /** Hears nothing. */
  DownloadListener NONE =
      new DownloadListener() {
        @Override
        public void progress(String file, long bytes, long total) {}

        @Override
        public void retrying(String file, String problem) {}
      };

  /**
   * A file has grown. Called at its beginning, every few megabytes, and at its end.
   *
   * @param file {@code OWNER/NAME/FILE}
   * @param bytes how many are on disk
   * @param total how many there will be; -1 when the Hub does not say
   */
  void progress(String file, long bytes, long total);

  /** A request failed and is made again. */
  void retrying(String file, String problem);
}
