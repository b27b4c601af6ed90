/** Finds what the object store of the local stack could do without, and removes it. */
package io.nullscope.cli.gc;
