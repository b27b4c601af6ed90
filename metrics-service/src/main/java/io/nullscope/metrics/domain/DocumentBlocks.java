package io.nullscope.metrics.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Groups documents into at most {@link #LIMIT} blocks of neighbours. Blocks are clusters as good as
 * documents (independent of each other, paired between variants) and bound the cost of resampling,
 * of storing the units and of testing, however large the evaluation set is.
 */
final class DocumentBlocks {

  static final int LIMIT = 512;

  private DocumentBlocks() {}

  /**
   * The documents in ascending order of id, or blocks of them. Which documents share a block
   * depends only on their number, so that blocks of different variants match.
   */
  static List<DocumentSums> of(List<DocumentSums> documents) {
    List<DocumentSums> sorted =
        documents.stream().sorted(Comparator.comparingInt(DocumentSums::document)).toList();
    int count = sorted.size();
    if (count <= LIMIT) {
      return sorted;
    }
    List<DocumentSums> blocks = new ArrayList<>(LIMIT);
    for (int b = 0; b < LIMIT; b++) {
      int from = (int) ((long) b * count / LIMIT);
      int to = (int) ((long) (b + 1) * count / LIMIT);
      blocks.add(sorted.subList(from, to).stream().reduce(DocumentSums::plus).orElseThrow());
    }
    return blocks;
  }
}
