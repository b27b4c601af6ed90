/**
 * The study: its specification, how it is read and validated, its canonical form and hash, the plan
 * of its steps, and the random streams that make it repeatable. Pure Java; no framework, no input
 * or output.
 */
package io.nullscope.study;
