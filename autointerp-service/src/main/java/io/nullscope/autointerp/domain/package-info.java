/**
 * The rules of automated interpretability: windows of tokens, which latents and windows are looked
 * at, how a latent is explained, and how an explanation is put to the test. Everything here is a
 * pure function of its arguments and of named random streams; nothing reads a clock, a file or the
 * network.
 */
package io.nullscope.autointerp.domain;
