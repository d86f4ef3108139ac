package io.gradus.core;

/**
 * One completion and how much better than its group it was: what the gradient is made of.
 *
 * @param group the group it belongs to
 * @param index its place in the group, from 0
 * @param score how it was judged
 * @param advantage the group-relative advantage, of each of its tokens
 * @param masked whether it takes no part in the gradient, since its verifier failed
 */
public record Experience(Group group, int index, Score score, double advantage, boolean masked) {

  public Experience {
    if (index < 0 || index >= group.size()) {
      throw new IllegalArgumentException(
          "index: %d in a group of %d".formatted(index, group.size()));
    }
  }

  public Completion completion() {
    return group.completions().get(index);
  }

  /** The number of tokens that are learned from: T, or 0 when masked. */
  public int length() {
    return masked ? 0 : completion().length();
  }
}
