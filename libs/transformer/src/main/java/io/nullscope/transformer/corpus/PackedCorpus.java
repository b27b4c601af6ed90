package io.nullscope.transformer.corpus;

/**
 * What was read to fill all splits.
 *
 * @param documents documents read
 * @param tokens their tokens, start tokens and dropped rests included
 */
public record PackedCorpus(int documents, long tokens) {}
