package io.gradus.core;

/**
 * One completion with its advantages and weights; gradients are computed from experiences.
 *
 * @param scored the completion's group, with its scores
 * @param index place of the completion in the group, from 0
 * @param advantages {@code (T)} advantage of each token
 * @param weights {@code (T)} factor on the loss of each token; 1 unless an off-policy correction sets it
 * @param masked whether the gradient leaves the completion out, because its verifier failed or because truncated
 *     completions are masked
 */
public record Experience(
    ScoredGroup scored, int index, double[] advantages, double[] weights, boolean masked) {

  public Experience {
    if (index < 0 || index >= scored.group().size()) {
      throw new IllegalArgumentException(
          "index: %d in a group of %d".formatted(index, scored.group().size()));
    }
    int length = scored.group().completions().get(index).length();
    if (advantages.length != length || weights.length != length) {
      throw new IllegalArgumentException("advantages and weights: %d and %d numbers for %d tokens"
          .formatted(advantages.length, weights.length, length));
    }
  }

  /** Returns the problem that the completion answers. */
  public Problem problem() {
    return scored.group().problem();
  }

  /** Returns the completion. */
  public Completion completion() {
    return scored.group().completions().get(index);
  }

  /** How the completion was judged. */
  public Score score() {
    return scored.scores().get(index);
  }

  /** Returns the number of tokens that are learned from, or 0 when masked. */
  public int length() {
    return masked ? 0 : completion().learnedLength();
  }

  /** Returns the mean advantage over the learned tokens, for display; 0 when there are none. */
  public double meanAdvantage() {
    return completion().learned().stream()
        .mapToDouble(t -> advantages[t])
        .average()
        .orElse(0);
  }
}
