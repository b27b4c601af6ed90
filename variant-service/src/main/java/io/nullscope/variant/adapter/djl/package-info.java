/** Linear algebra on the tensor engine. */
package io.nullscope.variant.adapter.djl;
