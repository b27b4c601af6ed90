/** What the embedded servers have in common as processes. */
package io.nullscope.embedded;
