/** Token windows and activations as artifacts; what it needs from outside are the ports here. */
package io.nullscope.activation.application;
