/**
 * Text: corpora read document by document, tokenizers, and the packing of documents into windows of
 * tokens.
 */
package io.nullscope.transformer.corpus;
