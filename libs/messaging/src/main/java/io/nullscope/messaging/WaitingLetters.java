package io.nullscope.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Dead letters that the broker does not take for the time being. Their channels stand still, which
 * nobody would notice: the broker answers, and what is refused is refused without a word.
 */
@ApplicationScoped
public class WaitingLetters {

  private final Map<String, String> reasons = new ConcurrentHashMap<>();

  /** A record waits. */
  public void waits(String topic, String reason) {
    reasons.put(topic, reason);
  }

  /** It does not wait any more. */
  public void passed(String topic) {
    reasons.remove(topic);
  }

  /** Dead-letter topic → why it does not take a record. */
  public Map<String, String> reasons() {
    return new TreeMap<>(reasons);
  }
}
