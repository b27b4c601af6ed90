package io.nullscope.pretraining;

import java.util.List;

/**
 * A corpus as token ids: every document begun by the end-of-text token, one after the other.
 *
 * @param name file name without directories
 * @param sha256 digest of the file's bytes, hexadecimal
 * @param documents number of documents, held-out ones included
 * @param training ids of the documents that are trained on
 * @param heldOut ids of the documents that never are
 */
public record TokenStream(
    String name,
    String sha256,
    int documents,
    int heldOutDocuments,
    int[] training,
    int[] heldOut) {

  static long trainingTokens(List<TokenStream> corpora) {
    return corpora.stream().mapToLong(corpus -> corpus.training().length).sum();
  }
}
