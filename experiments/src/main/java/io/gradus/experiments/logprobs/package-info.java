/** {@code gradus logprobs}: prints log-probs of tokens, to compare a model with another implementation. */
@NullMarked
package io.gradus.experiments.logprobs;

import org.jspecify.annotations.NullMarked;
