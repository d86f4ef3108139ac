package io.gradus.core.preference;

import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;

/** The losses of preference pairs that a recipe can name. */
public final class PreferenceComponents implements ComponentTable {

  @Override
  public void list(Components components) {
    components
        .add(PairLoss.class, "sigmoid", SigmoidLoss.class)
        .add(PairLoss.class, "ipo", IpoLoss.class)
        .add(PairLoss.class, "hinge", HingeLoss.class)
        .add(PairLoss.class, "robust", RobustLoss.class)
        .add(PairLoss.class, "exo-pair", ExoPair.class)
        .add(PairLoss.class, "nca-pair", NcaPair.class)
        .add(PairLoss.class, "apo-zero", ApoZero.class)
        .add(PairLoss.class, "apo-down", ApoDown.class);
  }
}
