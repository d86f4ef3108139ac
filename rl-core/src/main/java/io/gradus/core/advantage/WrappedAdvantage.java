package io.gradus.core.advantage;

/**
 * An advantage that changes the rewards, and passes them to another advantage. It has the requirements of the other
 * advantage.
 */
interface WrappedAdvantage extends Advantage {
  /** Returns the other advantage. */
  Advantage advantage();

  @Override
  default int leastGroup() {
    return advantage().leastGroup();
  }

  @Override
  default boolean readsBaseline() {
    return advantage().readsBaseline();
  }
}
