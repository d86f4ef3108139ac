package io.gradus.core.objective.loss;

import io.gradus.core.Divergence;
import io.gradus.core.Origin;
import io.gradus.core.objective.PolicyLoss;
import java.util.List;
import java.util.Set;

/** A loss that applies another loss to some of the tokens. It has the requirements of the other loss. */
interface WrappedLoss extends PolicyLoss {
  /** Returns the other loss. */
  PolicyLoss wrapped();

  @Override
  default Set<String> scorers() {
    return wrapped().scorers();
  }

  @Override
  default Set<Origin> origins() {
    return wrapped().origins();
  }

  @Override
  default List<Divergence> divergences() {
    return wrapped().divergences();
  }

  @Override
  default boolean silentWithoutAdvantage() {
    return wrapped().silentWithoutAdvantage();
  }

  @Override
  default boolean surveys() {
    return wrapped().surveys();
  }

  @Override
  default boolean needsEntropyGradient() {
    return wrapped().needsEntropyGradient();
  }
}
