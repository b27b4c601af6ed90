/**
 * Whether a metric tells one trained model from a null, with the random draws of the null (or the
 * SAE seeds of a fixed null) as units. Pure: numbers in, numbers out; no framework, no random
 * numbers, no input or output.
 */
package io.nullscope.verdicts;
