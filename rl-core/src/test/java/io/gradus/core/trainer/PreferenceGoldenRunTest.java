package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Rejected;
import io.gradus.core.StopSignal;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.PlainDecoder;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TinyPolicy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.policy.optimizer.Constant;
import io.gradus.core.preference.PairObjective;
import io.gradus.core.preference.PairReading;
import io.gradus.core.preference.PreferenceTrainer;
import io.gradus.core.preference.ReferenceScores;
import io.gradus.core.preference.SigmoidLoss;
import io.gradus.core.preference.TokenPair;
import io.gradus.core.preference.TooLong;
import io.gradus.core.text.BareTemplate;
import io.gradus.core.text.CharacterTokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Two steps of DPO with a supervised term, in micro-batches, agree with the same steps in double. */
class PreferenceGoldenRunTest {
  private static final long SEED = 31;
  private static final int BATCH = 3;
  private static final double BETA = 0.4;
  private static final double SFT = 0.3;
  private static final CharacterTokenizer TOKENIZER = new CharacterTokenizer("abc=", List.of());
  private static final PairReading READING =
      new PairReading(TOKENIZER, new BareTemplate("="), 32, TooLong.REFUSE);
  private static final AdamWSettings ADAMW =
      new AdamWSettings(0.05, 0.7, 0.9, 1e-3, 0.3, 0.1, 2, new Constant(), MomentStates.FLOAT32);

  /** Pairs whose lengths depend on seed, step and index. */
  private static final class Letters implements Dataset {
    @Override
    public Problem problem(long seed, long step, int index, int stride) {
      int n = (int) ((seed + 3 * step + (long) index * index) % 5);
      return new Problem(
              "letters",
              "a".repeat(n + 1),
              "",
              Optional.of(Demonstration.written("b".repeat(n) + "c")),
              Map.of())
          .rejecting(Rejected.of(Demonstration.written("c".repeat(4 - n) + "a")));
    }

    @Override
    public List<Problem> first(int count) {
      throw new IllegalArgumentException("not for evaluation");
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }
  }

  private static Map<Long, Map<String, Double>> train(
      Policy policy, Policy reference, int pairsInAPass) {
    Map<Long, Map<String, Double>> metrics = new HashMap<>();
    MicroBatches microBatches = MicroBatches.ofPairs(Optional.of(pairsInAPass), 2048);
    try (Learner learner = new Learner(policy, ADAMW, microBatches, 2)) {
      new PreferenceTrainer(
              new SupervisedPlan(2, BATCH, Optional.of(pairsInAPass), Optional.empty()),
              new Letters(),
              READING,
              new PairObjective(new SigmoidLoss(BETA, 0, false), SFT),
              learner,
              new ReferenceScores(reference, microBatches),
              new PreferenceTrainer.Services(
                  (step, figures, warnings) -> metrics.put(step, figures), new StopSignal(), SEED))
          .train(1);
    }
    return metrics;
  }

  @Test
  void twoStepsAgreeWithTheSameStepsInDoubleHoweverThePairsAreDivided() {
    Map<String, float[]> first = PlainTraining.weights(TOKENIZER.vocabularySize(), 3);
    Map<String, float[]> before = PlainTraining.weights(TOKENIZER.vocabularySize(), 4);
    PlainTraining plain = new PlainTraining(first, ADAMW, 2);
    PlainDecoder plainReference = new PlainDecoder(PlainTraining.DECODER, before);
    List<Double> losses = new ArrayList<>();
    List<Double> norms = new ArrayList<>();
    for (long step = 1; step <= 2; step++) {
      List<TokenPair> pairs = pairs(step);
      losses.add(loss(plain.decoder, plainReference, pairs));
      norms.add(plain.update(step, () -> loss(plain.decoder, plainReference, pairs)));
    }
    for (int pairsInAPass : new int[] {1, 2, BATCH}) {
      try (Policy policy = TinyPolicy.of(PlainTraining.DECODER, TOKENIZER.vocabularySize(), first);
          Policy reference =
              TinyPolicy.of(PlainTraining.DECODER, TOKENIZER.vocabularySize(), before)) {
        Map<Long, Map<String, Double>> metrics = train(policy, reference, pairsInAPass);
        for (int step = 1; step <= 2; step++) {
          Map<String, Double> figures = Objects.requireNonNull(metrics.get((long) step));
          assertThat(figures.get("flops/update")).isPositive();
          assertThat(figures.get("flops/scoring")).isPositive();
          assertThat(figures.get("loss")).isCloseTo(losses.get(step - 1), within(1e-4));
          assertThat(figures.get("gradient_norm")).isCloseTo(norms.get(step - 1), within(1e-4));
        }
        plain.assertSameWeights(policy);
      }
    }
  }

  private static List<TokenPair> pairs(long step) {
    List<TokenPair> pairs = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      pairs.add(READING.pair(new Letters().problem(SEED, step, i, BATCH)));
    }
    return pairs;
  }

  private static double loss(PlainDecoder policy, PlainDecoder reference, List<TokenPair> pairs) {
    double preferences = 0;
    double supervised = 0;
    int tokens = 0;
    for (TokenPair pair : pairs) {
      double chosen = sum(policy, pair.chosen());
      double margin = chosen
          - sum(reference, pair.chosen())
          - sum(policy, pair.rejected())
          + sum(reference, pair.rejected());
      preferences += Math.log(1 + Math.exp(-BETA * margin)) / pairs.size();
      supervised -= chosen;
      tokens += pair.chosen().completion().length;
    }
    return preferences + SFT * supervised / tokens;
  }

  private static double sum(PlainDecoder decoder, TokenSequence sequence) {
    double[][] all = decoder.completionLogProbs(sequence, 1);
    double sum = 0;
    for (int t = 0; t < all.length; t++) {
      sum += all[t][sequence.completion()[t]];
    }
    return sum;
  }
}
