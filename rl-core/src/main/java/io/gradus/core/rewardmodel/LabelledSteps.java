package io.gradus.core.rewardmodel;

import io.gradus.core.policy.TokenSequence;
import java.util.List;

/**
 * A text as tokens, with a label for each step.
 *
 * @param problem id of the problem
 * @param sequence prompt and text, scored at the last token of each step
 * @param labels {@code (S)} 1 for a right step, 0 for a wrong one, or a share between them
 */
public record LabelledSteps(String problem, TokenSequence sequence, double[] labels) {

  /** Returns the sequences of texts. */
  static List<TokenSequence> sequences(List<LabelledSteps> texts) {
    return texts.stream().map(LabelledSteps::sequence).toList();
  }
}
