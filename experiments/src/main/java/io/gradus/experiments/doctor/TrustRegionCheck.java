package io.gradus.experiments.doctor;

import io.gradus.core.PartFailure;
import io.gradus.core.engine.Precision;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.SequenceMean;
import io.gradus.core.objective.TokenLogProbs;
import io.gradus.core.objective.loss.Cispo;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.loss.Gspo;
import io.gradus.core.trainer.Exploration;
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
    boolean exact = subject.recipe().dtype() == Precision.FLOAT32;
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
    Probe probe;
    try {
      probe = Probe.of(loss);
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      return List.of(fault(key, PartFailure.words(loss, e)));
    }
    return probe.teaches()
        ? examine(stage, key, exploration, exact, probe)
        : List.of(fault(
            key,
            "the slope of the loss is %s at a good token and %s at a bad one, but must be below 0 and above"
                .formatted(probe.good(), probe.bad())));
  }

  private Finding fault(String key, String what) {
    return new Finding(
        Severity.FAULT,
        name(),
        what,
        key,
        "Mend the loss: PolicyLossContract of rl-core's test jar shows what it must keep.");
  }

  private List<Finding> examine(
      String stage, String key, Exploration exploration, boolean exact, Probe probe) {
    Objective objective = exploration.objective();
    int updates = exploration.plan().updatesPerStep();
    List<Finding> findings = new ArrayList<>();
    if (updates > 1 && !probe.hasARatio()) {
      findings.add(
          new Finding(
              Severity.WARNING,
              name(),
              "up to %d optimizer steps are made on the completions of one step, and the loss has no ratio of new to old policy"
                  .formatted(updates),
              key,
              "Take a loss that has one, such as clipped-surrogate or cispo, or leave out plan.minibatch and plan.epochs-per-step."));
    } else if (updates == 1
        && probe.hasARatio()
        && probe.good() == -1
        && probe.bad() == 1
        && !(objective.loss() instanceof ClippedSurrogate)) {
      findings.add(
          note(
              key,
              "one optimizer step is made on the completions of a step, so the ratio of new to old policy is 1 and the gradient is that of clipped-surrogate",
              "It differs where plan.minibatch is smaller than a step, or plan.epochs-per-step above 1."));
    }
    if (!exact && probe.isTight()) {
      findings.add(note(
          key,
          "its bounds are narrower than what rounding in bfloat16 can do to a completion, which is then clipped before the policy has moved",
          "Set dtype: float32, or wider bounds."));
    }
    if (probe.isOfTheSequence() && !(objective.reduction() instanceof SequenceMean)) {
      findings.add(note(
          stage + "objective.reduction",
          "with a ratio of the whole completion, this reduction gives long completions more weight",
          "GSPO has sequence-mean; constant-length with length 1 is LUSPO."));
    }
    clipLow(objective.loss())
        .filter(low -> low >= 1)
        .ifPresent(low -> findings.add(new Finding(
            Severity.WARNING,
            name(),
            "the ratio is clipped below 1 - %s, but a ratio is never below 0: this clip never binds"
                .formatted(low),
            key + ".clip-low",
            "Set clip-low to 0.2, the usual value, unless you want no lower clip.")));
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

  /** The distance of the lower clip from 1, of a loss that clips the ratio there. */
  private static Optional<Double> clipLow(PolicyLoss loss) {
    return loss instanceof ClippedSurrogate clipped
        ? Optional.of(clipped.clipLow())
        : loss instanceof Gspo gspo
            ? Optional.of(gspo.clipLow())
            : loss instanceof Cispo cispo ? cispo.clipLow() : Optional.empty();
  }

  private Finding note(String key, String what, String remedy) {
    return new Finding(Severity.NOTE, name(), what, key, remedy);
  }

  /**
   * What a loss does with a token of advantage 1 or -1.
   *
   * @param good the slope at a good token while the policy has not moved: below 0 makes it likelier
   * @param bad the same at a bad one
   * @param hasARatio whether it pushes a token otherwise once the policy has moved
   * @param isOfTheSequence whether it does so when the policy has moved at another token
   * @param isTight whether it is clipped after a move as small as rounding
   */
  private record Probe(
      double good, double bad, boolean hasARatio, boolean isOfTheSequence, boolean isTight) {

    static Probe of(PolicyLoss loss) {
      double good = slope(loss, 1, 0);
      double bad = slope(loss, -1, 0);
      return new Probe(
          good,
          bad,
          slope(loss, 1, MOVED) != good || slope(loss, -1, -MOVED) != bad,
          slope(loss, 1, 0, MOVED) != slope(loss, 1, 0, 0)
              || slope(loss, -1, 0, -MOVED) != slope(loss, -1, 0, 0),
          (good != 0 && slope(loss, 1, ROUNDED) == 0)
              || (bad != 0 && slope(loss, -1, -ROUNDED) == 0));
    }

    /** Whether it makes good tokens likelier, or bad ones less so, and neither the other way round. */
    boolean teaches() {
      return Double.isFinite(good)
          && Double.isFinite(bad)
          && good <= 0
          && bad >= 0
          && (good < 0 || bad > 0);
    }

    /** The slope at the first of some tokens with one advantage. */
    private static double slope(PolicyLoss loss, double advantage, double... logRatios) {
      double[] policy = new double[logRatios.length];
      double[] advantages = new double[logRatios.length];
      Arrays.fill(policy, -1);
      Arrays.fill(advantages, advantage);
      double[] old = Arrays.stream(logRatios).map(r -> -1 - r).toArray();
      SequenceLoss tokens = new SequenceLoss(
          new TokenLogProbs(policy, old, new double[0], new double[0]), advantages, 1, 1);
      loss.add(tokens);
      return tokens.gradient()[0];
    }
  }
}
