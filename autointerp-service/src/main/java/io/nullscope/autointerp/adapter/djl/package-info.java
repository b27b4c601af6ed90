/** Encodes activations with an SAE. */
package io.nullscope.autointerp.adapter.djl;
