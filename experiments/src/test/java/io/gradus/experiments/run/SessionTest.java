package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Sampling;
import io.gradus.core.Score;
import io.gradus.core.UserError;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.component.Components;
import io.gradus.core.method.Grpo;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.tensorfile.Hashes;
import io.gradus.core.text.BareTemplate;
import io.gradus.core.text.CharacterTokenizer;
import io.gradus.core.trainer.Plan;
import io.gradus.datasets.ListDataset;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.experiments.evaluation.Result;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.GrpoStage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session is a run without a directory: the same weights and figures, and the same faults. */
class SessionTest {
  private static final Path TINY = Path.of("src/test/resources/recipes/tiny.yaml");

  @Test
  void trainsTheWeightsThatARunOfTheRecipeTrains(@TempDir Path folder) throws IOException {
    Path directory = folder.resolve("run");
    CommandLineRun run = CommandLineRun.of("train", TINY.toString(), "--run", directory.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    FinishedRun finished = new FinishedRun(directory);
    Recipe recipe = new RecordBinder(Components.load()).bind(Recipe.class, YamlTree.read(TINY));
    List<Map<String, Double>> steps = new ArrayList<>();
    try (Session session = Session.open(recipe)) {
      session.train((step, metrics, warnings) -> steps.add(metrics));
      assertThat(Hashes.tensors(session.policy().tensors())).isEqualTo(finished.weights());
      List<JsonNode> lines = finished.lines("metrics.jsonl");
      assertThat(steps).hasSameSizeAs(lines);
      assertThat(steps.get(69).get("kl"))
          .isEqualTo(lines.get(69).path("kl").asDouble())
          .isPositive();
      List<JsonNode> evaluations = finished.lines("evaluations.jsonl");
      assertThat(session.evaluate().stream().map(Result::meanLength))
          .contains(evaluations.get(evaluations.size() - 1).path("mean_length").asDouble());
    }
  }

  private static Recipe counting(int maxTokens) {
    GrpoStage stage = GrpoStage.of(
        new ListDataset(List.of(Problem.of("one", "1", "2"), Problem.of("two", "2", "3"))),
        Plan.of(2, 2, 4),
        Sampling.of(maxTokens),
        Grpo.withoutKl((problem, completion) -> {
          if (problem.id().equals("two")) {
            throw new ArithmeticException("not today");
          }
          return Score.unjudged(completion.length(), "its length");
        }),
        AdamWSettings.of(1e-3));
    return Recipe.of(
        "counting",
        17,
        Recipe.PolicyChoice.of(
            Decoder.of(1, 16, 2), new CharacterTokenizer("123=", List.of("<stop>"))),
        BareTemplate.defaults(),
        List.of(stage));
  }

  @Test
  void aLambdaThatThrowsMasksItsSamplesAndIsNamedInTheWarning() {
    List<String> all = new ArrayList<>();
    try (Session session = Session.open(counting(3))) {
      session.train((step, metrics, warnings) -> all.addAll(warnings));
      assertThatThrownBy(() -> session.train((step, metrics, warnings) -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("train: this session has trained. Open another one");
    }
    assertThat(all)
        .anySatisfy(
            warning -> assertThat(warning).contains("a lambda of SessionTest failed", "not today"));
  }

  @Test
  void samplesTheSameCompletionsWheneverItIsAsked() {
    try (Session session = Session.open(counting(3))) {
      Problem problem = Problem.of("any", "1", "");
      List<String> texts = texts(session.sample(problem, 6, Sampling.of(5)));
      assertThat(texts).hasSize(6).isEqualTo(texts(session.sample(problem, 6, Sampling.of(5))));
      assertThat(texts.stream().distinct().count()).isGreaterThan(1);
    }
  }

  private static List<String> texts(List<Completion> completions) {
    return completions.stream().map(Completion::text).toList();
  }

  @Test
  void refusesARecipeThatCannotWorkBeforeItMakesAPolicy() {
    assertThatThrownBy(() -> Session.open(counting(2000)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("stages[0].sampling.max-tokens: 2000 leaves no room for a prompt");
  }
}
