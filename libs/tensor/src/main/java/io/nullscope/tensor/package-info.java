/**
 * Tensors for the rest of the project: the DJL PyTorch engine, scopes that own native memory, and
 * kernels written as TorchScript text. This is the only place that knows how DJL manages memory and
 * how a TorchScript archive is laid out.
 *
 * <p>Ownership rule: a method never closes its arguments; what it returns belongs to the {@link
 * io.nullscope.tensor.TensorScope} that it was given.
 */
package io.nullscope.tensor;
