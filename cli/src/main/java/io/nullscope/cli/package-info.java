/** The command line of Nullscope: {@code run}, {@code serve}, {@code validate} and {@code plan}. */
package io.nullscope.cli;
