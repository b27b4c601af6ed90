package io.nullscope.variant.application;

/** Opens models where they lie. */
public interface CheckpointSource {

  /**
   * Opens a model in Hugging Face layout and checks it: configuration, tokenizer, and every tensor
   * that its family needs with the right shape.
   *
   * @throws io.nullscope.messaging.RejectedException when a file is missing or malformed
   */
  Checkpoint open(ModelLocation location);
}
