package io.gradus.core.objective.loss;

import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;
import io.gradus.core.objective.PolicyLoss;

/** Policy losses by their names in a recipe. To add a loss, write a record and add a line here. */
public final class LossComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components
        .add(PolicyLoss.class, "clipped-surrogate", ClippedSurrogate.class)
        .add(PolicyLoss.class, "two-sided-clip", TwoSidedClip.class)
        .add(PolicyLoss.class, "clip-cov", ClipCov.class)
        .add(PolicyLoss.class, "kl-cov", KlCov.class)
        .add(PolicyLoss.class, "top-entropy", TopEntropy.class)
        .add(PolicyLoss.class, "off-policy-mask", OffPolicyMask.class)
        .add(PolicyLoss.class, "gspo", Gspo.class)
        .add(PolicyLoss.class, "cispo", Cispo.class)
        .add(PolicyLoss.class, "sapo", Sapo.class)
        .add(PolicyLoss.class, "reinforce", Reinforce.class)
        .add(PolicyLoss.class, "shaped", Shaped.class)
        .add(PolicyLoss.class, "imitation", Imitation.class)
        .add(PolicyLoss.class, "teacher-divergence", TeacherDivergence.class)
        .add(PolicyLoss.class, "sampled-reverse-kl", SampledReverseKl.class)
        .add(PolicyLoss.class, "power-shaped", PowerShaped.class)
        .add(PolicyLoss.class, "phi-weighted", PhiWeighted.class)
        .add(PolicyLoss.class, "probability-weighted", ProbabilityWeighted.class);
  }
}
