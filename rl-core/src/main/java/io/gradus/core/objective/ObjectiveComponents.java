package io.gradus.core.objective;

import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;

/** The parts of an objective by their names in a recipe. A new one is a record and a line here. */
public final class ObjectiveComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components
        .add(GroupFilter.class, "none", Everything.class)
        .add(GroupFilter.class, "any-signal", AnySignal.class)
        .add(Advantage.class, "standardized", Standardized.class)
        .add(Advantage.class, "mean-centered", MeanCentered.class)
        .add(Advantage.class, "leave-one-out", LeaveOneOut.class)
        .add(Advantage.class, "whitened", Whitened.class)
        .add(Advantage.class, "kl-in-reward", KlInReward.class)
        .add(PolicyLoss.class, "clipped-surrogate", ClippedSurrogate.class)
        .add(PolicyLoss.class, "gspo", Gspo.class)
        .add(PolicyLoss.class, "cispo", Cispo.class)
        .add(PolicyLoss.class, "sapo", Sapo.class)
        .add(PolicyLoss.class, "reinforce", Reinforce.class)
        .add(PolicyLoss.class, "shaped", Shaped.class)
        .add(PolicyLoss.class, "imitation", Imitation.class)
        .add(Reduction.class, "sequence-mean", SequenceMean.class)
        .add(Reduction.class, "token-mean", TokenMean.class)
        .add(Reduction.class, "constant-length", ConstantLength.class)
        .add(Coefficient.class, "fixed", FixedCoefficient.class)
        .add(Correction.class, "truncated-importance", TruncatedImportance.class)
        .add(Reference.class, "none", NoReference.class)
        .add(Reference.class, "k1", K1.class)
        .add(Reference.class, "k2", K2.class)
        .add(Reference.class, "k3", K3.class)
        .add(Reference.class, "k3-corrected", CorrectedK3.class);
  }
}
