/** Corpora on a file system. */
package io.nullscope.activation.adapter.corpus;
