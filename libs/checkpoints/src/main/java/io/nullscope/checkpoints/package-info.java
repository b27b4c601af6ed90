/** Weights of a model in Hugging Face layout: safetensors or torch.save files, whole or sharded. */
package io.nullscope.checkpoints;
