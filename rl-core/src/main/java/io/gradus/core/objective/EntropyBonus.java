package io.gradus.core.objective;

/**
 * A bonus for entropy: a loss of {@code -bonus * H} for each token.
 *
 * @param bonus per nat of entropy
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
