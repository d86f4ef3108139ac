/** {@code gradus logprobs}: rows of tokens to a model and back as log-probs, so that it can be compared with another implementation. */
@NullMarked
package io.gradus.experiments.logprobs;

import org.jspecify.annotations.NullMarked;
