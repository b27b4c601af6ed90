/**
 * What is done to each tensor of a trained model to make a null version of it (paper §4 and the
 * authors' code).
 */
package io.nullscope.variant.domain;
