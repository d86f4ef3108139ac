package io.gradus.core.objective;

/**
 * A bonus for entropy: a loss of {@code -bonus * H} for each token.
 *
 * @param bonus factor of the entropy in nats
 */
public record EntropyBonus(double bonus) implements LossTerm {

  @Override
  public void add(SequenceLoss sequence) {
    sequence.addEntropyBonus(bonus);
  }

  @Override
  public boolean needsEntropyGradient() {
    return true;
  }
}
