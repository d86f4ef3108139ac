package io.gradus.rollouts;

import com.google.common.primitives.Ints;
import io.gradus.core.Support;
import io.gradus.core.policy.Decoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An unfinished completion. */
final class Row {
  final int[] prompt;
  final int prefix;
  final long place;
  final int[] tokens;
  final float[] logProbs;
  final float[] behaviour;
  /** The tokens that each sampled token was chosen from; empty if they are not recorded. */
  final List<int[]> kept = new ArrayList<>();

  int length;
  boolean finished;

  Row(int[] prompt, int[] prefix, long place, int maxTokens) {
    this.prompt = prompt;
    this.prefix = prefix.length;
    this.place = place;
    tokens = Arrays.copyOf(prefix, maxTokens);
    length = prefix.length;
    logProbs = new float[maxTokens];
    behaviour = new float[maxTokens];
  }

  /** Returns the tokens that the policy reads before it samples. */
  int[] context() {
    return prefix == 0 ? prompt : Ints.concat(prompt, Arrays.copyOf(tokens, prefix));
  }

  void append(Decoding.Drawn drawn, int row, List<Integer> ends) {
    for (int t = 0; t < drawn.drawn() && !finished; t++, length++) {
      int from = row * drawn.drawn() + t;
      tokens[length] = (int) drawn.tokens()[from];
      logProbs[length] = drawn.logProbs()[from];
      behaviour[length] = drawn.samplingLogProbs()[from];
      if (drawn.kept().length > 0) {
        kept.add(drawn.kept()[from]);
      }
      finished = ends.contains(tokens[length]);
    }
  }

  /** Returns the support of all tokens. Tokens of the prefix were not sampled, so they have no kept tokens. */
  Support support() {
    int[][] all = new int[length][0];
    for (int t = prefix; t < length; t++) {
      all[t] = kept.get(t - prefix);
    }
    return Support.of(all);
  }
}
