package io.gradus.rewards.shape;

import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * -1 if the completion ends in a loop, in which a block of tokens repeats several times; otherwise 0. Unlike an n-gram
 * penalty, this reward detects that the policy is stuck, and allows deliberate repetition earlier in the text. It takes
 * linear time, because it uses the Z-function of the reversed tokens (Gusfield, "Algorithms on Strings, Trees and
 * Sequences", 1997, section 1.3).
 *
 * @param tokens smallest total number of tokens in the repetitions, so that {@code 0000} is not a loop
 */
@About("-1 if the completion ends with repetitions of one block of tokens")
public record Loop(
    @Default("4") @About("smallest number of repetitions of a block at the end")
    int repeats,

    @Default("32") @About("smallest total number of tokens in the repetitions")
    int tokens)
    implements Reward {

  public Loop {
    if (repeats < 2) {
      throw new IllegalArgumentException("repeats: must be at least 2, but is " + repeats);
    }
    if (tokens < repeats) {
      throw new IllegalArgumentException(
          "tokens: must be at least repeats %d, but is %d".formatted(repeats, tokens));
    }
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    if (Lengths.unknown(completion)) {
      return Lengths.noTokens();
    }
    int[] written = completion.tokens();
    int length = written.length;
    if (completion.finish() == FinishReason.STOP && length > 0) {
      length--; // the end token is no part of a loop
    }
    int[] match = selfMatches(written, length);
    for (int block = 1; block * (long) repeats <= length; block++) {
      int times = 1 + match[block] / block;
      if (times >= repeats && times * (long) block >= tokens) {
        return Score.unjudged(
            -1, "it ends in a block of %d tokens, %d times in a row".formatted(block, times));
      }
    }
    return Score.unjudged(0, "it does not end in a loop");
  }

  /**
   * Compares the tokens with themselves, shifted back by each distance. Returns for each distance how many of the last
   * tokens are equal (the Z-function, from the end).
   */
  private static int[] selfMatches(int[] tokens, int length) {
    int[] match = new int[length + 1];
    int left = 0;
    int right = 0;
    for (int i = 1; i < length; i++) {
      int n = i < right ? Math.min(right - i, match[i - left]) : 0;
      while (i + n < length && tokens[length - 1 - n] == tokens[length - 1 - i - n]) {
        n++;
      }
      match[i] = n;
      if (i + n > right) {
        left = i;
        right = i + n;
      }
    }
    return match;
  }
}
