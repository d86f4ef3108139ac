package io.gradus.experiments.doctor;

import io.gradus.core.objective.ClippedSurrogate;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.PartFailure;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.SequenceMean;
import io.gradus.core.objective.TokenLogProbs;
import io.gradus.experiments.stage.Exploration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whether the loss suits the number of optimizer steps on one batch of completions. With one, the ratio of new to old policy is 1 up to
 * rounding, and no form of it changes anything; with several, a loss without a ratio learns from a policy that is gone. What a loss does is
 * found by asking it, so that it holds of anybody's.
 */
final class TrustRegionCheck implements Check {
  /** A log-ratio that a few optimizer steps bring about. */
  private static final double MOVED = 0.1;

  /** One that bfloat16 brings about in a completion of some tokens. */
  private static final double ROUNDED = 1e-3;

  @Override
  public String name() {
    return "trust-region";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    boolean exact = subject.recipe().dtype().equals("float32");
    var stages = subject.recipe().stages();
    for (int s = 0; s < stages.size(); s++) {
      String stage = "stages[%d].".formatted(s);
      stages.get(s).exploration().ifPresent(e -> findings.addAll(examine(stage, e, exact)));
    }
    return findings;
  }

  List<Finding> examine(String stage, Exploration exploration, boolean exact) {
    PolicyLoss loss = exploration.objective().loss();
    String key = stage + "objective.loss";
    try {
      double slope = slope(loss, 0);
      return Double.isFinite(slope) && slope < 0
          ? examine(stage, key, exploration, exact)
          : List.of(fault(
              key,
              "the slope of a good token's loss is %s, so its log-probability is not raised"
                  .formatted(slope)));
    } catch (RuntimeException | StackOverflowError e) {
      return List.of(fault(key, PartFailure.words(loss, e)));
    }
  }

  private Finding fault(String key, String what) {
    return new Finding(
        Severity.FAULT,
        name(),
        what,
        key,
        "Mend the loss: PolicyLossContract of rl-core's test jar shows what it must keep.");
  }

  private List<Finding> examine(String stage, String key, Exploration exploration, boolean exact) {
    Objective objective = exploration.objective();
    PolicyLoss loss = objective.loss();
    int updates = exploration.plan().updatesPerStep();
    List<Finding> findings = new ArrayList<>();
    if (updates > 1 && !hasARatio(loss)) {
      findings.add(
          new Finding(
              Severity.WARNING,
              name(),
              "up to %d optimizer steps are made on the completions of one step, and the loss has no ratio of new to old policy"
                  .formatted(updates),
              key,
              "Take a loss that has one, such as clipped-surrogate or cispo, or leave out plan.minibatch and plan.epochs-per-step."));
    } else if (updates == 1
        && hasARatio(loss)
        && slope(loss, 0) == slope(plain(), 0)
        && !(loss instanceof ClippedSurrogate)) {
      findings.add(
          note(
              key,
              "one optimizer step is made on the completions of a step, so the ratio of new to old policy is 1 and the gradient is that of clipped-surrogate",
              "It differs where plan.minibatch is smaller than a step, or plan.epochs-per-step above 1."));
    }
    if (!exact && slope(loss, ROUNDED) == 0) {
      findings.add(note(
          key,
          "its bounds are narrower than what rounding in bfloat16 can do to a completion, which is then clipped before the policy has moved",
          "Set dtype: float32, or wider bounds."));
    }
    if (hasARatioOfTheSequence(loss) && !(objective.reduction() instanceof SequenceMean)) {
      findings.add(note(
          stage + "objective.reduction",
          "with a ratio of the whole completion, this reduction gives long completions more weight",
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

  private Finding note(String key, String what, String remedy) {
    return new Finding(Severity.NOTE, name(), what, key, remedy);
  }

  private static PolicyLoss plain() {
    return new ClippedSurrogate(0.2, 0.2, Optional.empty());
  }

  /** Whether the loss pushes a token otherwise once the policy has moved away from the one that sampled it. */
  private static boolean hasARatio(PolicyLoss loss) {
    return slope(loss, 0) != slope(loss, MOVED);
  }

  /** Whether it pushes a token otherwise once the policy has moved at another token. */
  private static boolean hasARatioOfTheSequence(PolicyLoss loss) {
    return slope(loss, 0, 0) != slope(loss, 0, MOVED);
  }

  /** The slope at the first of some tokens of a good completion. */
  private static double slope(PolicyLoss loss, double... logRatios) {
    double[] policy = new double[logRatios.length];
    double[] advantages = new double[logRatios.length];
    Arrays.fill(policy, -1);
    Arrays.fill(advantages, 1);
    double[] old = Arrays.stream(logRatios).map(r -> -1 - r).toArray();
    SequenceLoss tokens = new SequenceLoss(
        new TokenLogProbs(policy, old, new double[0], new double[0]), advantages, 1, 1);
    loss.add(tokens);
    return tokens.gradient()[0];
  }
}
