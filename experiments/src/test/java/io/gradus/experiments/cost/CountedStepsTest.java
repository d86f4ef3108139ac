package io.gradus.experiments.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Group;
import io.gradus.core.ScoredGroup;
import io.gradus.core.StopSignal;
import io.gradus.core.component.Components;
import io.gradus.core.cost.Flops;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.trainer.StepObserver;
import io.gradus.core.trainer.SupervisedTrainer;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.Session;
import io.gradus.experiments.run.StageSeed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Compares the operations that a trainer reports with a count over the same texts. */
class CountedStepsTest {
  private static final String RECIPE = """
      name: counted
      device: cpu
      dtype: float32
      matmul: mkl
      policy:
        architecture: {type: decoder, layers: 2, width: 32, heads: 2, hidden: 64, context: 64}
        tokenizer: {type: characters, alphabet: "0123456789+=;"}
      stages:
        - type: sft
          dataset: {type: arithmetic, digits: 1}
          plan: {steps: 1, batch: 6}
          optimizer: {type: adamw, learning-rate: 3.0e-3}
        - type: grpo
          dataset: {type: arithmetic, digits: 1}
          plan: {steps: 1, problems-per-step: 3, group-size: 4, epochs-per-step: 2}
          sampling: {max-tokens: 12}
          objective: {reward: {type: regex-match, pattern: "[0-3].*"}, reference: {type: k3, beta: 0.01}}
          optimizer: {type: adamw, learning-rate: 1.0e-4}
      """;

  private final Recipe recipe = new RecordBinder(Components.load())
      .bind(Recipe.class, YamlTree.parse("counted.yaml", RECIPE));

  /** Keeps what a stage reported last. */
  private static final class Seen implements StepObserver {
    private final Map<String, Double> metrics = new HashMap<>();
    private final List<Group> groups = new ArrayList<>();

    @Override
    public void sampled(long step, List<ScoredGroup> sampled, List<Experience> experience) {
      groups.clear();
      sampled.forEach(group -> groups.add(group.group()));
    }

    @Override
    public void finished(long step, Map<String, Double> figures, List<String> warnings) {
      metrics.clear();
      metrics.putAll(figures);
    }
  }

  @Test
  void aSupervisedStepReportsTheGradientOfItsBatch() {
    Seen seen = new Seen();
    try (Session session = Session.open(recipe)) {
      session.rehearse(1, new StopSignal(), seen);
      List<TokenSequence> batch = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        batch.add(SupervisedTrainer.sequence(
            recipe
                .stages()
                .get(0)
                .reading()
                .orElseThrow()
                .dataset()
                .problem(StageSeed.of(recipe, 1), 1, i, 6),
            recipe.tokenizer(),
            recipe.boundTemplate(),
            64));
      }
      double counted = Flops.of(session.policy()).gradient(batch, false, false);
      assertThat(seen.metrics.get("flops/update")).isCloseTo(counted, within(1e-9 * counted));
      assertThat(seen.metrics).containsEntry("prompt_tokens", (double)
          batch.stream().mapToInt(sequence -> sequence.prompt().length).sum());
    }
  }

  @Test
  void aSamplingStepReportsSamplingScoringAndUpdate() {
    Seen seen = new Seen();
    try (Session session = Session.open(recipe)) {
      session.rehearse(2, new StopSignal(), seen);
      Flops flops = Flops.of(session.policy());
      List<TokenSequence> all = seen.groups.stream()
          .flatMap(group -> group.completions().stream())
          .map(TokenSequence::of)
          .toList();
      double sampling = flops.sampling(seen.groups);
      assertThat(seen.metrics.get("flops/sampling")).isCloseTo(sampling, within(1e-9 * sampling));
      double scoring = flops.score(all);
      assertThat(seen.metrics.get("flops/scoring")).isCloseTo(scoring, within(1e-9 * scoring));
      // Two epochs over all completions, because the KL term gives each of them a gradient. The
      // second epoch has another order, in which fewer neighbours share a prompt.
      double once = flops.gradient(all, false, false);
      assertThat(seen.metrics.get("flops/update")).isBetween(2 * once, 3 * once);
      assertThat(seen.metrics.get("sampled_tokens"))
          .isEqualTo(seen.groups.stream()
              .flatMap(group -> group.completions().stream())
              .mapToInt(Completion::length)
              .sum());
    }
  }
}
