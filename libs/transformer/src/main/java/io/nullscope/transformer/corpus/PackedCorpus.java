package io.nullscope.transformer.corpus;

/**
 * What was read to fill all splits.
 *
 * @param documents documents read
 * @param tokens their tokens, start tokens and dropped rests included
 * @param dropped those that are in no split: the rest of a document that fills one
 */
public record PackedCorpus(int documents, long tokens, long dropped) {}
