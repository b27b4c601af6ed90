/** Runs variants on the tensor engine. */
package io.nullscope.activation.adapter.djl;
