package io.gradus.core.objective;

import io.gradus.core.Origin;
import java.util.Set;

/** A bonus for entropy: a loss of {@code -H} nats for each token. */
public record EntropyBonus() implements LossTerm {

  @Override
  public void add(SequenceLoss sequence) {
    sequence.addEntropyBonus(1);
  }

  @Override
  public Set<Origin> origins() {
    return Set.of(Origin.values());
  }

  @Override
  public boolean needsEntropyGradient() {
    return true;
  }
}
