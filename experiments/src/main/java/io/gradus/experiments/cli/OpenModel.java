package io.gradus.experiments.cli;

import io.gradus.core.policy.Policy;
import java.util.Optional;

/**
 * A model with its weights in memory.
 *
 * @param policy closed with this
 * @param checkpoint the checkpoint of a run that the weights are from
 */
record OpenModel(Policy policy, Optional<String> checkpoint) implements AutoCloseable {
  @Override
  public void close() {
    policy.close();
  }
}
