package io.gradus.core;

/** Who wrote a completion. */
public enum Origin {
  /** The policy that is trained, with the weights that {@link Completion#weights} names. */
  POLICY,
  /** An expert: a demonstration of the data set, or another model (LUFFY, arXiv:2504.14945). */
  EXPERT,
  /** The policy, with earlier weights: the completion is used again. */
  REPLAY,
  /**
   * The policy's likeliest answer to a problem, judged as a baseline (ReMax, arXiv:2310.10505). The policy does not
   * learn from it.
   */
  BASELINE
}
