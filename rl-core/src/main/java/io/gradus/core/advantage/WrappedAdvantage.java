package io.gradus.core.advantage;

/** An advantage that changes the rewards and lets another one judge them. It needs what the other one needs. */
interface WrappedAdvantage extends Advantage {
  /** The other one. */
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
