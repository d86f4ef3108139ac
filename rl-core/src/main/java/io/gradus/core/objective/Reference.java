package io.gradus.core.objective;

/** The KL term of the loss (not of the reward): it ties the policy to a frozen reference. */
public interface Reference {
  /** Whether the log-probabilities of a reference are needed; if not, a run keeps no reference. */
  boolean needed();

  /** Adds the divergence and its slope for every token of the sequence. */
  void add(SequenceLoss sequence);

  /** Refuses a coefficient that does nothing or pulls the wrong way. */
  static void checkBeta(double beta) {
    if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "beta: must be above 0, but is %s; for no KL set 'reference: {type: none}'"
              .formatted(beta));
    }
  }
}
