package io.gradus.core.policy;

import java.util.Arrays;
import java.util.List;

/** The loss of golden models: the mean negative log-likelihood of the completions' tokens. */
public final class MeanLikelihood {
  private MeanLikelihood() {}

  /** Clears the gradient, adds that of the loss over all rows, and returns the loss. */
  public static double gradient(Policy policy, List<TokenSequence> rows) {
    int tokens = rows.stream().mapToInt(r -> r.completion().length).sum();
    double[] loss = new double[1];
    policy.zeroGradients();
    policy.gradient(rows, 1, logProbs -> {
      float[][] slopes = new float[rows.size()][];
      for (int i = 0; i < slopes.length; i++) {
        slopes[i] = new float[logProbs.logProbs()[i].length];
        Arrays.fill(slopes[i], -1f / tokens);
        for (float logProb : logProbs.logProbs()[i]) {
          loss[0] -= logProb / tokens;
        }
      }
      return new TokenGradients(slopes, new float[0][]);
    });
    return loss[0];
  }
}
