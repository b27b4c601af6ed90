/**
 * Makes model variants: the trained model and its null versions. Owns the artifacts of kind {@code
 * variant}.
 */
package io.nullscope.variant;
