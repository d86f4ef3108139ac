package io.gradus.core.objective;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Fakes;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Minibatch;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.advantage.Standardized;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.reporting.LossStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An optimizer step's numbers, padded as in the peers' dumps, for tests without a model: rows (N, T), lengths (N). */
public record Batch(
    int[] lengths,
    double[] advantages,
    double[][] logProbs,
    double[][] oldLogProbs,
    double[][] referenceLogProbs,
    double[][] entropies) {

  /** What evaluating it gives; gradients without padding. */
  public record Result(
      double loss, double[][] gradients, double[][] entropyGradients, LossStatistics statistics) {}

  public static Objective objective(PolicyLoss loss, Reduction reduction, Reference reference) {
    return objective(loss, reduction, reference, 0);
  }

  public static Objective objective(
      PolicyLoss loss, Reduction reduction, Reference reference, double entropyBonus) {
    return new Objective(
        new NumberReward(),
        new Everything(),
        new Standardized(1e-6),
        loss,
        reduction,
        reference,
        entropyBonus);
  }

  public static ClippedSurrogate clip(double low, double high) {
    return new ClippedSurrogate(low, high, Optional.empty());
  }

  /** A reward that reads the number a completion consists of. */
  public record NumberReward() implements Reward {
    @Override
    public Score score(Problem problem, Completion completion) {
      double value = Double.parseDouble(completion.text());
      return Score.of(
          value, value > 0 ? Verdict.CORRECT : Verdict.WRONG, completion.text(), "read");
    }
  }

  public static Completion completion(String text, int length) {
    return Fakes.completion(
        text, new int[length], new float[length], new float[length], FinishReason.STOP);
  }

  Minibatch minibatch() {
    List<Experience> experiences = new ArrayList<>();
    List<Completion> completions =
        Arrays.stream(lengths).mapToObj(l -> completion("0", l)).toList();
    Group group = new Group(Problem.of("golden", "?", ""), completions);
    for (int i = 0; i < lengths.length; i++) {
      experiences.add(Fakes.experience(group, i, Score.unjudged(0, ""), advantages[i], false));
    }
    return new Minibatch(experiences);
  }

  TokenLogProbs tokens(int i) {
    return new TokenLogProbs(
        row(logProbs, i), row(oldLogProbs, i), row(referenceLogProbs, i), row(entropies, i));
  }

  Result evaluate(Objective objective, int generationBudget) {
    return evaluate(objective.over(minibatch(), generationBudget, 1), lengths.length);
  }

  /** In micro-batches of a size: each with statistics of its own, merged at the end. */
  Result evaluate(MinibatchLoss step, int microBatch) {
    int n = lengths.length;
    double loss = 0;
    double[][] gradients = new double[n][];
    double[][] entropyGradients = new double[n][];
    LossStatistics all = new LossStatistics();
    for (int from = 0; from < n; from += microBatch) {
      LossStatistics statistics = new LossStatistics();
      for (int i = from; i < Math.min(n, from + microBatch); i++) {
        SequenceLoss sequence = step.evaluate(i, tokens(i));
        loss += sequence.loss();
        gradients[i] = sequence.gradient();
        entropyGradients[i] = sequence.entropyGradient();
        statistics.add(sequence);
      }
      all.merge(statistics);
    }
    return new Result(loss, gradients, entropyGradients, all);
  }

  private double[] row(double[][] rows, int i) {
    return rows.length == 0 ? new double[0] : Arrays.copyOf(rows[i], lengths[i]);
  }
}
