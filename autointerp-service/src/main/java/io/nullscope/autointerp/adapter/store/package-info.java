/** Tokens and scored latents in the artifact store. */
package io.nullscope.autointerp.adapter.store;
