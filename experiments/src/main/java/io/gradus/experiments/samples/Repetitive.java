package io.gradus.experiments.samples;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.rewards.shape.Repetition;

/**
 * Removes completions that repeat themselves. Such completions are one kind of text that DeepSeek-R1's authors found
 * hard to read (arXiv:2501.12948).
 */
@About("removes completions that repeat the same tokens")
public record Repetitive(
    @Default("6") @About("tokens in an n-gram") int ngram,

    @Default("0.5") @About("largest share of n-grams that may be repeats")
    double share)
    implements SampleFilter {

  public Repetitive {
    var unused = new Repetition(ngram);
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("share: must be in [0, 1), but is " + share);
    }
  }

  @Override
  public boolean accepts(Problem problem, Completion completion) {
    return -new Repetition(ngram).score(problem, completion).value() <= share;
  }
}
