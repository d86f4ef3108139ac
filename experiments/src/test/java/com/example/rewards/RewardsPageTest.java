package com.example.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Objective;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.rewards.combine.Sum;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that docs/rewards.md shows the tested code, and that its table names every reward and key. */
class RewardsPageTest {
  private static final Pattern BLOCK = Pattern.compile(
      "`([^`\n]+[.][^`\n]+)`[^`\n]*:\n\n```[a-z]*\n(.*?)```",
      Pattern.DOTALL); // "... `file`:" and a block

  private static final Path ROOT = root();

  /** Part of a recipe on the page. */
  private record Fragment(Objective objective) {}

  /** Part of an objective on the page. */
  private record Shaped(Reward reward) {}

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("docs/rewards.md"))) {
      at = Objects.requireNonNull(at.getParent(), "docs/rewards.md above the working directory");
    }
    return at;
  }

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/rewards.md"));
  }

  private static Map<String, String> blocks() throws IOException {
    Map<String, String> blocks = new LinkedHashMap<>();
    Matcher block = BLOCK.matcher(page());
    while (block.find()) {
      blocks.put(block.group(1), block.group(2));
    }
    return blocks;
  }

  @Test
  void theCodeOnThePageIsTheCodeThatIsTested() throws IOException {
    Map<String, String> blocks = blocks();
    assertThat(blocks.keySet())
        .containsExactly(
            "ShownSteps.java",
            "ExampleRewards.java",
            "META-INF/services/io.gradus.core.component.ComponentTable",
            "ShownStepsTest.java",
            "shown-steps.yaml",
            "examples.jsonl",
            "scored.jsonl");
    blocks.keySet().removeIf(name -> name.endsWith(".jsonl"));
    Path tests = ROOT.resolve("experiments/src/test");
    for (Map.Entry<String, String> block : blocks.entrySet()) {
      String name = block.getKey();
      Path file = name.endsWith(".java")
          ? tests.resolve("java/com/example/rewards").resolve(name)
          : tests
              .resolve(name.endsWith(".yaml") ? "resources/com/example/rewards" : "resources")
              .resolve(name);
      assertThat(block.getValue()).as(name).isEqualTo(Files.readString(file));
    }
  }

  @Test
  void theRecipeOnThePageUsesARewardOfAnotherJar() throws IOException {
    String yaml = blocks().getOrDefault("shown-steps.yaml", "");
    Objective objective = new RecordBinder(Components.load())
        .bind(Fragment.class, YamlTree.parse("shown-steps.yaml", yaml))
        .objective();
    Completion right = Completion.ofText("<think>2+5=7\n10+30=40</think><answer>47</answer>");
    Completion wrong = Completion.ofText("<think>2+5=7\n10+30=40</think><answer>74</answer>");
    Group group = new Group(Problem.of("sum", "What is 12 + 35?", "47"), List.of(right, wrong));
    List<Score> scores = objective.judge(group).scores();
    assertThat(scores.get(0).terms())
        .containsExactly(
            Map.entry("arithmetic-answer", 1.0),
            Map.entry("format", 1.0),
            Map.entry("shown-steps", 1.0));
    assertThat(scores.get(1).terms()).containsEntry("shown-steps", 0.0);
    assertThatThrownBy(() -> new RecordBinder(Components.load())
            .bind(
                Fragment.class,
                YamlTree.parse("shown-steps.yaml", yaml.replace("shown-steps", "shown-step"))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Did you mean 'shown-steps'?");
  }

  @Test
  void theExamplesOnThePageGetTheScoresOnThePage(@TempDir Path folder) throws IOException {
    assertThat(page())
        .contains(
            "\n./gradus --classpath my-rewards.jar score examples.jsonl --compare expected\n");
    Path examples = folder.resolve("examples.jsonl");
    Files.writeString(examples, blocks().getOrDefault("examples.jsonl", ""));
    CommandLineRun run = CommandLineRun.of("score", examples.toString(), "--compare", "expected");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().replaceAll("\"micros\":\\d+", "\"micros\":0"))
        .isEqualTo(blocks().get("scored.jsonl"));
    assertThat(run.err()).contains("agreement: 4 of 4 (100.0 %)");
    Files.writeString(examples, Files.readString(examples).replace("\"steps\"", "\"step\""));
    assertThat(CommandLineRun.of("score", examples.toString()).err())
        .contains(
            "examples.jsonl:1: shown-steps: options.step: unknown key. Did you mean 'steps'?");
  }

  @Test
  void theSumOnThePageIsValidInARecipe() throws IOException {
    Matcher block = Pattern.compile("```yaml\n(reward:.*?)```", Pattern.DOTALL).matcher(page());
    assertThat(block.find()).isTrue();
    Reward reward = new RecordBinder(Components.load())
        .bind(Shaped.class, YamlTree.parse("page", block.group(1)))
        .reward();
    assertThat(reward).isInstanceOf(Sum.class);
  }

  @Test
  void theTableNamesEveryRewardWithItsKeysAndDefaults() throws IOException {
    Components components = Components.load();
    List<String> lines = page().lines().toList();
    for (String name : components.names(Reward.class)) {
      Class<?> reward = components.find(Reward.class, name).orElseThrow();
      if (!List.of("answer", "shape", "combine")
          .contains(reward.getPackageName().replace("io.gradus.rewards.", ""))) {
        continue; // math and code have their own pages
      }
      String row = lines.stream()
          .filter(line -> line.startsWith("| `" + name + "` |"))
          .findFirst()
          .orElse("");
      assertThat(row).as("the row of " + name).isNotEmpty();
      for (RecordComponent component : reward.getRecordComponents()) {
        String key = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        Default otherwise = component.getAnnotation(Default.class);
        String cell =
            otherwise == null ? "`" + key + "`" : "`" + key + ": " + otherwise.value() + "`";
        assertThat(row).contains(cell);
      }
    }
  }
}
