package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.StopSignal;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.PlainDecoder;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TinyPolicy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.policy.optimizer.Constant;
import io.gradus.core.text.BareTemplate;
import io.gradus.core.text.CharacterTokenizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Two steps of supervised fine-tuning, in micro-batches, agree with the same steps in double. */
class SupervisedGoldenRunTest {
  private static final long SEED = 29;
  private static final int BATCH = 4;
  private static final CharacterTokenizer TOKENIZER =
      new CharacterTokenizer("abc=", List.of("<think>", "</think>", "<answer>", "</answer>"));
  private static final List<String> TOKENS =
      List.of("<eos>", "<think>", "</think>", "<answer>", "</answer>", "a", "b", "c", "=");
  private static final AdamWSettings ADAMW =
      new AdamWSettings(0.05, 0.7, 0.9, 1e-3, 0.3, 0.1, 2, new Constant(), MomentStates.FLOAT32);

  /** Questions and answers whose lengths depend on seed, step and index. */
  private static final class Letters implements Dataset {
    private static int length(long seed, long step, int index) {
      return (int) ((seed + 3 * step + (long) index * index) % 5);
    }

    @Override
    public Problem problem(long seed, long step, int index, int stride) {
      assertThat(stride).isEqualTo(BATCH);
      int n = length(seed, step, index);
      return new Problem(
          "letters",
          "a".repeat(n + 1),
          "",
          Optional.of(new Demonstration("b".repeat(n), "c")),
          Map.of());
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

  @Test
  void twoStepsAgreeWithTheSameStepsInDouble() {
    Map<String, float[]> first = PlainTraining.weights(TOKENS.size(), 3);
    Map<Long, Map<String, Double>> metrics = new HashMap<>();
    MicroBatches microBatches = new MicroBatches(Optional.of(3), 2048);
    try (Policy policy = TinyPolicy.of(PlainTraining.DECODER, TOKENS.size(), first);
        Learner learner = new Learner(policy, ADAMW, microBatches, 2)) {
      new SupervisedTrainer(
              new SupervisedPlan(2, BATCH, Optional.of(3), Optional.empty()),
              new Letters(),
              TOKENIZER,
              new BareTemplate("="),
              learner,
              (step, figures, warnings) -> metrics.put(step, new LinkedHashMap<>(figures)),
              new StopSignal(),
              SEED)
          .train(1);

      PlainTraining plain = new PlainTraining(first, ADAMW, 2);
      for (long step = 1; step <= 2; step++) {
        List<TokenSequence> batch = batch(step);
        double loss = loss(plain.decoder, batch);
        double norm = plain.update(step, () -> loss(plain.decoder, batch));
        Map<String, Double> figures = Objects.requireNonNull(metrics.get(step));
        assertThat(figures.get("loss")).isCloseTo(loss, within(1e-4));
        assertThat(figures.get("gradient_norm")).isCloseTo(norm, within(1e-4));
      }
      plain.assertSameWeights(policy);
    }
  }

  /** Prompt {@code aa=}, completion {@code <think>b</think><answer>c</answer><eos>}. */
  private static List<TokenSequence> batch(long step) {
    List<TokenSequence> batch = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      int n = Letters.length(SEED, step, i);
      List<String> prompt = new ArrayList<>(Collections.nCopies(n + 1, "a"));
      prompt.add("=");
      List<String> completion = new ArrayList<>(List.of("<think>"));
      completion.addAll(Collections.nCopies(n, "b"));
      completion.addAll(List.of("</think>", "<answer>", "c", "</answer>", "<eos>"));
      batch.add(new TokenSequence(tokens(prompt), tokens(completion)));
    }
    return batch;
  }

  private static int[] tokens(List<String> texts) {
    return texts.stream().mapToInt(TOKENS::indexOf).toArray();
  }

  /** The mean over all completion tokens of the batch. */
  private static double loss(PlainDecoder policy, List<TokenSequence> batch) {
    double sum = 0;
    int tokens = 0;
    for (TokenSequence sequence : batch) {
      double[][] all = policy.completionLogProbs(sequence, 1);
      for (int t = 0; t < all.length; t++) {
        sum -= all[t][sequence.completion()[t]];
        tokens++;
      }
    }
    return sum / tokens;
  }
}
