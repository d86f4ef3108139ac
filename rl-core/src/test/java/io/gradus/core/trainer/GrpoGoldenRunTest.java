package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Experience;
import io.gradus.core.Minibatch;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.advantage.Standardized;
import io.gradus.core.objective.ConstantLength;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.reference.K3;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.PlainDecoder;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TinyPolicy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.policy.optimizer.Constant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Two steps of GRPO, each of two passes in minibatches, agree with the same steps in double. Only the tokens that were
 * sampled and their rewards are taken over; every number of the trainer's wiring is computed again.
 */
class GrpoGoldenRunTest {
  private static final double TEMPERATURE = 0.7;
  private static final double CLIP = 0.1;
  private static final double BETA = 0.2;
  private static final double ENTROPY_BONUS = 0.3;
  private static final int MU = 2;
  private static final int MINIBATCH = 6;
  private static final AdamWSettings ADAMW =
      new AdamWSettings(0.05, 0.7, 0.9, 1e-3, 0.3, 0.1, 2, new Constant(), MomentStates.FLOAT32);

  /** What is fixed for a step's completion: the tokens, the advantage, and what the other policies say. */
  private record Sample(
      TokenSequence sequence, double advantage, double[] old, double[] reference) {}

  /** What a step of the plain training logs. */
  private record Logged(double loss, double norm) {}

  @Test
  void twoStepsAgreeWithTheSameStepsInDouble() {
    Map<String, float[]> first = PlainTraining.weights(TinyRun.VOCABULARY, 3);
    Map<String, float[]> frozen = PlainTraining.weights(TinyRun.VOCABULARY, 4);
    try (TinyRun run =
            new TinyRun(TinyPolicy.of(PlainTraining.DECODER, TinyRun.VOCABULARY, first));
        Policy reference = TinyPolicy.of(PlainTraining.DECODER, TinyRun.VOCABULARY, frozen)) {
      run.plan = TinyRun.plan(2, 3, 4, MU, Optional.of(MINIBATCH));
      run.temperature = TEMPERATURE;
      run.advantage = new Standardized(1e-6);
      run.loss = new ClippedSurrogate(CLIP, CLIP, Optional.empty());
      run.reduction = new ConstantLength(Optional.empty());
      run.reference = new K3(BETA);
      run.frozen = reference;
      run.entropyBonus = ENTROPY_BONUS;
      run.optimizer = ADAMW;
      run.reward = (problem, completion) -> completion.tokens()[0] == 3
          ? Score.verifierError("a judge that fails at d")
          : TinyRun.countOfB(problem, completion);
      run.train();

      PlainTraining plain = new PlainTraining(first, ADAMW, 2);
      PlainDecoder plainReference = new PlainDecoder(PlainTraining.DECODER, frozen);
      for (int step = 1; step <= 2; step++) {
        Logged logged = step(plain, plainReference, step, run.experience.get(step - 1));
        assertThat(run.figure(step, "loss")).isCloseTo(logged.loss(), within(1e-4));
        assertThat(run.figure(step, "gradient_norm")).isCloseTo(logged.norm(), within(1e-4));
        assertThat(run.figure(step, "trained_sequences")).isLessThan(MU * 12);
        assertThat(run.figure(step, "clip/region")).isPositive();
      }
      assertThat(run.optimizerSteps).isEqualTo(8);
      plain.assertSameWeights(run.policy);
    }
  }

  private static Logged step(
      PlainTraining plain, PlainDecoder reference, int step, List<Experience> experience) {
    // Line 9 of Algorithm 1, and the log-probs of old policy and reference before any update.
    Map<Experience, Sample> samples = new HashMap<>();
    for (Experience e : experience) {
      TokenSequence sequence = TokenSequence.of(e.completion());
      samples.put(
          e,
          new Sample(
              sequence,
              advantage(e, experience),
              logProbs(plain.decoder, sequence),
              logProbs(reference, sequence)));
    }
    double loss = 0;
    double norm = 0;
    int updates = 0;
    for (int epoch = 1; epoch <= MU; epoch++) {
      for (Minibatch minibatch :
          Minibatch.shuffled(experience, MINIBATCH, TinyRun.SEED, step, epoch)) {
        List<Sample> dealt = minibatch.experiences().stream()
            .map(e -> Objects.requireNonNull(samples.get(e)))
            .toList();
        loss += loss(plain.decoder, dealt);
        norm += plain.update(step, () -> loss(plain.decoder, dealt));
        updates++;
      }
    }
    return new Logged(loss / updates, norm / updates);
  }

  /** {@code (r - mean) / (std + 1e-6)} in the group, over those that were judged. */
  private static double advantage(Experience of, List<Experience> experience) {
    List<Double> rewards = new ArrayList<>();
    for (Experience e : experience) {
      if (e.scored().group().equals(of.scored().group())
          && e.score().verdict() != Verdict.VERIFIER_ERROR) {
        rewards.add(e.score().value());
      }
    }
    double mean = rewards.stream().mapToDouble(r -> r).average().orElse(0);
    double squares = rewards.stream().mapToDouble(r -> (r - mean) * (r - mean)).sum();
    return squares == 0
        ? 0
        : (of.score().value() - mean) / (Math.sqrt(squares / (rewards.size() - 1)) + 1e-6);
  }

  /** The objective of arXiv:2402.03300, equation 3, with Dr. GRPO's reduction and a bonus for entropy, negated. */
  private static double loss(PlainDecoder policy, List<Sample> samples) {
    double sum = 0;
    double entropy = 0;
    int tokens = 0;
    for (Sample sample : samples) {
      double[][] all = policy.completionLogProbs(sample.sequence(), TEMPERATURE);
      double a = sample.advantage();
      for (int t = 0; t < all.length; t++) {
        double logProb = all[t][sample.sequence().completion()[t]];
        double r = Math.exp(logProb - sample.old()[t]);
        double clipped = Math.max(1 - CLIP, Math.min(1 + CLIP, r));
        double d = sample.reference()[t] - logProb;
        sum += -Math.min(r * a, clipped * a) + BETA * (Math.exp(d) - d - 1);
        entropy += PlainDecoder.entropy(all[t]);
        tokens++;
      }
    }
    return sum / (samples.size() * TinyRun.MAX_TOKENS) - ENTROPY_BONUS * entropy / tokens;
  }

  private static double[] logProbs(PlainDecoder decoder, TokenSequence sequence) {
    double[][] all = decoder.completionLogProbs(sequence, TEMPERATURE);
    return IntStream.range(0, all.length)
        .mapToDouble(t -> all[t][sequence.completion()[t]])
        .toArray();
  }
}
