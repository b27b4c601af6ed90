/**
 * Language models behind OpenAI-compatible servers, through the official SDK with a transport of
 * our own: a key goes to one server only, replies are bounded, and what may be tried again is
 * decided in one place.
 */
package io.nullscope.autointerp.adapter.openai;
