package io.gradus.rewards.shape;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.nio.IntBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * {@code -(1 - different / all)} over the n-grams of the completion's tokens: 0 if no n-gram is repeated, near -1 if
 * nearly all are. This is the repetition penalty of "Demystifying Long Chain-of-Thought" (arXiv:2502.03373, section
 * 4.3) in TRL's form, on token ids; its {@code max_penalty} is the weight in a sum. A completion shorter than an n-gram
 * gets 0.
 */
@About("minus the share of token n-grams that are repeats")
public record Repetition(
    @Default("3") @About("tokens in an n-gram; open-r1: 3") int ngram) implements Reward {

  public Repetition {
    if (ngram < 1) {
      throw new IllegalArgumentException("ngram: must be at least 1, but is " + ngram);
    }
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    if (Lengths.unknown(completion)) {
      return Lengths.noTokens();
    }
    int[] tokens = completion.tokens();
    int all = tokens.length - ngram + 1;
    if (all < 1) {
      return Score.unjudged(0, "shorter than %d tokens".formatted(ngram));
    }
    Set<IntBuffer> different = new HashSet<>();
    for (int i = 0; i < all; i++) {
      different.add(IntBuffer.wrap(tokens, i, ngram)); // a view: equal by content
    }
    return Score.unjudged(
        different.size() == all ? 0 : (double) different.size() / all - 1,
        "%d of %d %d-grams are different".formatted(different.size(), all, ngram));
  }
}
