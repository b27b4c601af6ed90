/**
 * The safetensors file format: 8 bytes little-endian header length, a JSON header, then the
 * tensors' bytes, little-endian and row-major, without gaps. See <a
 * href="https://huggingface.co/docs/safetensors">the format's description</a>.
 *
 * <p>The reader trusts nothing: a file that breaks a rule is refused with one {@link
 * io.nullscope.artifacts.safetensors.MalformedSafetensorsException} that names the file and the
 * tensor.
 */
package io.nullscope.artifacts.safetensors;
