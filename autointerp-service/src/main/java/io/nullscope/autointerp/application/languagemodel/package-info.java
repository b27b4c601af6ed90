/**
 * Explaining and judging with a language model: what it is asked, how its replies are read, and the
 * port through which it is reached. Replies are data from an untrusted party: they are parsed,
 * measured and cut, never executed, and a reply that makes no sense is a counted failure.
 */
package io.nullscope.autointerp.application.languagemodel;
