/**
 * Which positions of the token windows count: in training, in evaluation and in interpretation. One
 * artifact says so for all services, so that they cannot disagree.
 */
package io.nullscope.artifacts.positions;
