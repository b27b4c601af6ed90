package io.nullscope.variant.adapter.checkpoint;

import io.nullscope.hub.DownloadListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Downloads in the log of the service: begin, every tenth of a file, end, and what is retried. */
public final class DownloadLog implements DownloadListener {

  private static final Logger LOGGER = LoggerFactory.getLogger(DownloadLog.class);
  private static final int PARTS = 10;

  private final Map<String, Long> lastPart = new ConcurrentHashMap<>();

  @Override
  public void progress(String file, long bytes, long total) {
    long part = total <= 0 ? 0 : PARTS * bytes / total;
    Long last = lastPart.put(file, part);
    if (last == null || last != part) {
      LOGGER
          .atInfo()
          .addKeyValue("file", file)
          .log(
              total < 0 ? "Downloading {}: {} MB" : "Downloading {}: {} of {} MB",
              file,
              bytes >> 20,
              total >> 20);
    }
  }

  @Override
  public void retrying(String file, String problem) {
    LOGGER.atWarn().addKeyValue("file", file).log("Trying again: {}: {}", file, problem);
  }
}
