/**
 * Files of {@code torch.save}: a zip archive of storages and a pickle that says which tensors lie
 * in them. The pickle is a program; the machine here builds tensors and refuses everything else.
 */
package io.nullscope.checkpoints.torch;
