package io.gradus.core.objective;

import io.gradus.core.Completion;
import io.gradus.core.Excerpt;
import io.gradus.core.Experience;
import io.gradus.core.Origin;
import io.gradus.core.Problem;
import io.gradus.core.RunFailure;
import io.gradus.core.ScorerLogProbs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Sets the weights of a step's experiences by a correction, which reads only learned tokens. */
record StepCorrection(Correction correction, ScorerLogProbs frozen) {

  /** Returns the experiences, after setting the correction's weights for completions of the policy. */
  List<Experience> of(List<Experience> step) {
    List<Experience> corrected = step.stream().filter(StepCorrection::applies).toList();
    List<double[]> weights = correction.together(
        corrected.stream().map(e -> weights(e.problem(), e.completion())).toList());
    List<Experience> all = new ArrayList<>(step);
    int next = 0;
    for (int i = 0; i < all.size(); i++) {
      if (applies(all.get(i))) {
        all.set(i, weighted(all.get(i), weights.get(next++)));
      }
    }
    return all;
  }

  /** An expert's tokens have no sampler, so their weight stays 1. */
  private static boolean applies(Experience experience) {
    return !experience.masked() && experience.completion().origin() != Origin.EXPERT;
  }

  private double[] weights(Problem problem, Completion completion) {
    float[] old = frozen.of(ScorerLogProbs.OLD, completion);
    if (completion.behaviour().isEmpty() || old.length == 0) {
      throw new RunFailure(
          "objective.correction: compares trainer and sampler, but the %s's log-probabilities of a completion are unknown: %s. The weights are unchanged. Remove objective.correction"
              .formatted(old.length == 0 ? "trainer" : "sampler", Excerpt.of(problem, completion)));
    }
    BitSet learned = completion.learned();
    return correction.weights(
        TokenLogProbs.only(learned, TokenLogProbs.wide(old)),
        TokenLogProbs.only(learned, TokenLogProbs.wide(completion.behaviour().get())));
  }

  private static Experience weighted(Experience experience, double[] learned) {
    double[] weights = new double[experience.completion().length()];
    Arrays.fill(weights, 1);
    int[] places = experience.completion().learned().stream().toArray();
    for (int k = 0; k < places.length; k++) {
      weights[places[k]] = learned[k];
    }
    return new Experience(
        experience.scored(),
        experience.index(),
        experience.advantages(),
        weights,
        experience.masked());
  }
}
