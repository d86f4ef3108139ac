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
 * Checks that the loss fits the number of optimizer steps on one batch of completions. With one step, the ratio of new
 * to old policy is 1 up to rounding, so the form of the loss makes no difference. With several steps, a loss without a
 * ratio learns from an outdated policy. The check calls the loss, so it also works for losses of other jars.
 */
final class TrustRegionCheck implements Check {
  /** Log-ratio after a few optimizer steps. */
  private static final double MOVED = 0.1;

  /** Log-ratio from rounding to bfloat16 in a completion of some tokens. */
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
            "the slope of the loss is %s for a token with a positive advantage and %s for a negative one, but must be negative and positive"
                .formatted(probe.good(), probe.bad())));
  }

  private Finding fault(String key, String what) {
    return new Finding(
        Severity.FAULT,
        name(),
        what,
        key,
        "Fix the loss. PolicyLossContract in the test jar of rl-core tests these conditions.");
  }

  private List<Finding> examine(
      String stage, String key, Exploration exploration, boolean exact, Probe probe) {
    Objective objective = exploration.objective();
    int updates = exploration.plan().updatesPerStep();
    List<Finding> findings = new ArrayList<>();
    if (updates > 1 && !probe.hasARatio()) {
      findings.add(new Finding(
          Severity.WARNING,
          name(),
          "the completions of one step get up to %d optimizer steps, but the loss has no ratio of new to old policy"
              .formatted(updates),
          key,
          "Use a loss with a ratio, such as clipped-surrogate or cispo, or leave out "
              + "plan.minibatch and plan.epochs-per-step."));
    } else if (updates == 1
        && probe.hasARatio()
        && probe.good() == -1
        && probe.bad() == 1
        && !(objective.loss() instanceof ClippedSurrogate)) {
      findings.add(
          note(
              key,
              "the completions of a step get one optimizer step, so the ratio of new to old "
                  + "policy is 1 and the gradient equals clipped-surrogate's",
              "To get a different gradient, set plan.minibatch to less than a step, or plan.epochs-per-step to 2 or more."));
    }
    if (!exact && probe.isTight()) {
      findings.add(note(
          key,
          "its bounds are narrower than the rounding error of bfloat16, so completions are "
              + "clipped before the policy has moved",
          "Set dtype: float32, or widen the bounds."));
    }
    if (probe.isOfTheSequence() && !(objective.reduction() instanceof SequenceMean)) {
      findings.add(note(
          stage + "objective.reduction",
          "the loss has one ratio for the whole completion, so this reduction gives long "
              + "completions more weight",
          "For GSPO, set sequence-mean. For LUSPO, set constant-length with length 1."));
    }
    clipLow(objective.loss())
        .filter(low -> low >= 1)
        .ifPresent(low -> findings.add(new Finding(
            Severity.WARNING,
            name(),
            "the ratio is clipped below 1 - %s, but a ratio is never below 0, so this clip never binds"
                .formatted(low),
            key + ".clip-low",
            "Set clip-low to 0.2, the usual value, unless you want no lower clip.")));
    return findings.isEmpty()
        ? List.of(Finding.ok(
            name(),
            key,
            updates == 1
                ? "the completions of a step get one optimizer step, so the ratio is 1"
                : "the completions of a step get up to %d optimizer steps, and the loss has a ratio"
                    .formatted(updates)))
        : findings;
  }

  /** Distance of the lower clip from 1, for a loss that clips the ratio. */
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
   * Behaviour of a loss for tokens with an advantage of 1 or -1.
   *
   * @param good slope for an advantage of 1 before the policy has moved; a negative slope makes the token likelier
   * @param bad slope for an advantage of -1 before the policy has moved
   * @param hasARatio whether the slope changes after the policy has moved
   * @param isOfTheSequence whether the slope changes if the policy has moved at another token
   * @param isTight whether a move as small as rounding clips it
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

    /** Returns whether at least one slope has the right sign, and neither has the wrong sign. */
    boolean teaches() {
      return Double.isFinite(good)
          && Double.isFinite(bad)
          && good <= 0
          && bad >= 0
          && (good < 0 || bad > 0);
    }

    /** Returns the slope at the first token of a completion whose tokens all have this advantage. */
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
