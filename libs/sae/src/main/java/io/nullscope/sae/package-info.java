/**
 * Sparse autoencoders: parameters, encode and decode, training steps, checkpoints, and files.
 *
 * <p>Letters: B tokens in a batch, D width of the residual stream, F latents, K active latents per
 * token, N entries of ragged activations.
 *
 * <p>How latents become active is an {@link io.nullscope.sae.Architecture}; the first is TopK:
 *
 * <pre>
 * h     = relu(encoder.weight · (x - b_dec) + encoder.bias)      [B, F]
 * a, j  = the K largest of h and their latents                   [B, K]
 * x_hat = Σ a · W_dec[j] + b_dec                                 [B, D]
 * </pre>
 *
 * <p>A selected entry whose activation is 0 is not active: it does not count in L0, never counts as
 * firing, and passes no gradient.
 *
 * <p>Nothing here is thread-safe; one thread at a time works with one {@link
 * io.nullscope.tensor.TensorRuntime}.
 */
package io.nullscope.sae;
