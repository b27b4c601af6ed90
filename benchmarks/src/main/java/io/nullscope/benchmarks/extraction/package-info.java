/** Activation extraction, beside Hugging Face transformers. */
package io.nullscope.benchmarks.extraction;
