package io.gradus.experiments.cli;

import io.gradus.core.policy.Policy;
import java.util.Optional;

/**
 * A model with its weights in memory.
 *
 * @param policy the policy, which is closed together with this object
 * @param checkpoint checkpoint of the weights, if they come from a run
 */
record OpenModel(Policy policy, Optional<String> checkpoint) implements AutoCloseable {
  @Override
  public void close() {
    policy.close();
  }
}
