package io.gradus.core.objective;

import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;

/** Reductions and coefficients by their names in a recipe. To add a part, write a record and add a line here. */
public final class ObjectiveComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components
        .add(Reduction.class, "sequence-mean", SequenceMean.class)
        .add(Reduction.class, "token-mean", TokenMean.class)
        .add(Reduction.class, "constant-length", ConstantLength.class)
        .add(Coefficient.class, "fixed", FixedCoefficient.class)
        .add(Coefficient.class, "adaptive-kl", AdaptiveKl.class)
        .add(Coefficient.class, "adaptive-entropy", AdaptiveEntropy.class)
        .add(Reduction.class, "constant-sum", ConstantSum.class)
        .add(Coefficient.class, "warmup-cosine", WarmupCosine.class)
        .add(Coefficient.class, "complement", Complement.class);
  }
}
