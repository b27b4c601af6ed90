/**
 * How often verdict rules err: simulated studies with an effect of the draw, of the SAE seed and of
 * documents or latents, in which every null is true. A simulation of independent units would pass
 * for any wrong unit.
 */
package io.nullscope.verdicts.calibration;
