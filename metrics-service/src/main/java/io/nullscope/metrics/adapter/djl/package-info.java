/** Runs variants and SAEs on the evaluation tokens. */
package io.nullscope.metrics.adapter.djl;
