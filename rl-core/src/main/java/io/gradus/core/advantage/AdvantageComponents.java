package io.gradus.core.advantage;

import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;

/** Advantages by their names in a recipe. To add an advantage, write a record and add a line here. */
public final class AdvantageComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components
        .add(Advantage.class, "standardized", Standardized.class)
        .add(Advantage.class, "mean-centered", MeanCentered.class)
        .add(Advantage.class, "leave-one-out", LeaveOneOut.class)
        .add(Advantage.class, "whitened", Whitened.class)
        .add(Advantage.class, "bnpo", Bnpo.class)
        .add(Advantage.class, "max-rl", MaxRl.class)
        .add(Advantage.class, "gdpo", Gdpo.class)
        .add(Advantage.class, "greedy-baseline", GreedyBaseline.class)
        .add(Advantage.class, "kl-in-reward", KlInReward.class)
        .add(Advantage.class, "distillation", Distillation.class);
  }
}
