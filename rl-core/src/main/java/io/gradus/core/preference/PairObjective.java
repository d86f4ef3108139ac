package io.gradus.core.preference;

/**
 * Loss of an optimizer step on pairs: the mean of a pair loss, plus {@code sft} times the mean of {@code -log pi_theta}
 * over all chosen tokens of the step.
 *
 * @param sft coefficient of the supervised term, which keeps the chosen completions likely; 0: none. TRL calls the same
 *     term {@code sft}, and iterative RPO (arXiv:2404.19733) has it with a coefficient of 1
 */
public record PairObjective(PairLoss loss, double sft) {

  public PairObjective {
    if (!(sft >= 0 && Double.isFinite(sft))) {
      throw new IllegalArgumentException("sft: must not be negative, but is " + sft);
    }
  }
}
