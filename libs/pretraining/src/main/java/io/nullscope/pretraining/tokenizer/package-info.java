/** Byte-level BPE: learning it, and its {@code tokenizer.json}. Encoding is Hugging Face's. */
package io.nullscope.pretraining.tokenizer;
