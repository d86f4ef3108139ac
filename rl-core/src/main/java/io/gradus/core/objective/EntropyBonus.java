package io.gradus.core.objective;

/** A bonus for entropy: a loss of {@code -H} nats for each token. */
public record EntropyBonus() implements LossTerm {

  @Override
  public void add(SequenceLoss sequence) {
    sequence.addEntropyBonus(1);
  }

  @Override
  public boolean needsEntropyGradient() {
    return true;
  }
}
