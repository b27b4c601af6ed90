package io.nullscope.autointerp.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers the rows of the texts that were asked for last: a window is scored against several
 * explanations, and a shuffled explanation belongs to another latent. Safe for use by several
 * threads; two that ask for the same new text at once both compute it.
 */
public final class RecentEmbeddings implements SentenceEmbeddings {

  private final SentenceEmbeddings embeddings;
  private final Map<String, float[]> rows;

  /**
   * Remembers.
   *
   * @param capacity texts; a row of 384 floats and its text take about 2 kB
   */
  public RecentEmbeddings(SentenceEmbeddings embeddings, int capacity) {
    this.embeddings = embeddings;
    this.rows =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > capacity;
          }
        };
  }

  @Override
  public float[][] embed(List<String> texts) {
    float[][] found = new float[texts.size()][];
    List<String> unknown = new ArrayList<>();
    synchronized (rows) {
      for (int i = 0; i < found.length; i++) {
        found[i] = rows.get(texts.get(i));
        if (found[i] == null) {
          unknown.add(texts.get(i));
        }
      }
    }
    if (unknown.isEmpty()) {
      return found;
    }
    List<String> distinct = unknown.stream().distinct().toList();
    float[][] computed = embeddings.embed(distinct);
    Map<String, float[]> fresh = new LinkedHashMap<>();
    for (int i = 0; i < computed.length; i++) {
      fresh.put(distinct.get(i), computed[i]);
    }
    for (int i = 0; i < found.length; i++) {
      if (found[i] == null) {
        found[i] = fresh.get(texts.get(i));
      }
    }
    synchronized (rows) {
      rows.putAll(fresh);
    }
    return found;
  }
}
