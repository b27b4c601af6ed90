/**
 * Transformer language models: Hugging Face configurations, the tensors that they ask for, and
 * forward passes with hooks on the residual stream, for the GPT-NeoX and Llama families.
 *
 * <p>Shapes: B windows in a batch, S tokens in a window, D width of the residual stream, V
 * vocabulary rows, L blocks, H attention heads, K key/value heads.
 */
package io.nullscope.transformer;
