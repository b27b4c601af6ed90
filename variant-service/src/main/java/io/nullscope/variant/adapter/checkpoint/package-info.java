/** Models in Hugging Face layout on a file system. */
package io.nullscope.variant.adapter.checkpoint;
