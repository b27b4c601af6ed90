/** Trains an SAE and stores it; what it needs from outside are the ports here. */
package io.nullscope.trainer.application;
