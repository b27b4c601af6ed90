/** Sentence embeddings by all-MiniLM-L6-v2 on ONNX Runtime. */
package io.nullscope.autointerp.adapter.minilm;
