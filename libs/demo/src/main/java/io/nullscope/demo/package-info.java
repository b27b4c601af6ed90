/** The bundled model, corpus and study of {@code nullscope demo}. */
package io.nullscope.demo;
