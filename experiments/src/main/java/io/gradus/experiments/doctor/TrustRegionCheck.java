package io.gradus.experiments.doctor;

import io.gradus.core.objective.ClippedSurrogate;
import io.gradus.core.objective.Gspo;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.SequenceMean;
import io.gradus.core.objective.TokenLogProbs;
import io.gradus.experiments.stage.Exploration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the loss suits the number of optimizer steps on one batch of completions. With one, the ratio of new to old policy is 1 and no
 * form of it changes anything; with several, a loss without a ratio learns from a policy that is gone.
 */
final class TrustRegionCheck implements Check {
  private static final double MOVED = 0.1;

  @Override
  public String name() {
    return "trust-region";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    var stages = subject.recipe().stages();
    for (int s = 0; s < stages.size(); s++) {
      String stage = "stages[%d].".formatted(s);
      stages.get(s).exploration().ifPresent(e -> findings.addAll(examine(stage, e)));
    }
    return findings;
  }

  private List<Finding> examine(String stage, Exploration exploration) {
    Objective objective = exploration.objective();
    int updates = exploration.plan().updatesPerStep();
    String key = stage + "objective.loss";
    List<Finding> findings = new ArrayList<>();
    if (updates > 1 && !hasARatio(objective.loss())) {
      findings.add(
          new Finding(
              Severity.WARNING,
              name(),
              "up to %d optimizer steps are made on the completions of one step, and the loss has no ratio of new to old policy"
                  .formatted(updates),
              key,
              "Take a loss that has one, such as clipped-surrogate or cispo, or leave out plan.minibatch and plan.epochs-per-step."));
    } else if (updates == 1
        && hasARatio(objective.loss())
        && !(objective.loss() instanceof ClippedSurrogate)) {
      findings.add(
          new Finding(
              Severity.NOTE,
              name(),
              "one optimizer step is made on the completions of a step, so the ratio of new to old policy is 1 and the gradient is that of clipped-surrogate",
              key,
              "It differs where plan.minibatch is smaller than a step, or plan.epochs-per-step above 1."));
    }
    if (objective.loss() instanceof Gspo && !(objective.reduction() instanceof SequenceMean)) {
      findings.add(new Finding(
          Severity.NOTE,
          name(),
          "with a ratio of the whole completion, this reduction gives long completions more weight",
          stage + "objective.reduction",
          "GSPO has sequence-mean; constant-length with length 1 is LUSPO."));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(
            name(),
            key,
            updates == 1
                ? "one optimizer step on the completions of a step: the ratio is 1"
                : "up to %d optimizer steps on the completions of a step, with a ratio"
                    .formatted(updates)))
        : findings;
  }

  /** Whether the loss pushes a token otherwise once the policy has moved away from the one that sampled it. */
  private static boolean hasARatio(PolicyLoss loss) {
    return slope(loss, 0) != slope(loss, MOVED);
  }

  private static double slope(PolicyLoss loss, double logRatio) {
    SequenceLoss token = new SequenceLoss(
        new TokenLogProbs(
            new double[] {-1}, new double[] {-1 - logRatio}, new double[0], new double[0]),
        new double[] {1},
        1,
        1);
    loss.add(token);
    return token.gradient()[0];
  }
}
