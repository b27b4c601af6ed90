/** Makes variants and stores them; what it needs from outside are the ports here. */
package io.nullscope.variant.application;
