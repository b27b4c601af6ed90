package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.Explanation;
import java.util.Optional;

/**
 * What one latent is tested with.
 *
 * @param own its explanation
 * @param shuffled that of another latent; empty when it is the only one
 * @param baseline its lexical explanation; empty without a baseline
 */
record Explanations(
    Explanation own, Optional<Explanation> shuffled, Optional<Explanation> baseline) {}
