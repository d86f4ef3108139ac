package io.gradus.experiments.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.component.Components;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrpoStageTest {
  @TempDir
  Path folder;

  private static int longestPrompt(String gathering) {
    String recipe = """
        name: load
        policy:
          architecture: {type: decoder, layers: 1, width: 8, heads: 1, hidden: 8, context: 200}
        template: bare
        stages:
          - type: grpo
            dataset: {type: arithmetic, digits: 1}
            plan: {steps: 1, problems-per-step: 2, group-size: 2}
            sampling: {max-tokens: 8}
            gathering: GATHERING
            objective: {reward: arithmetic-answer}
            optimizer: {type: adamw, learning-rate: 1.0e-3}
        """.replace("GATHERING", gathering);
    Recipe bound =
        new RecordBinder(Components.load()).bind(Recipe.class, YamlTree.parse("load.yaml", recipe));
    MemoryPlan.Load load = bound
        .stages()
        .get(0)
        .load(bound.tokenizer(), bound.boundTemplate(), bound.architecture().context(), 1, 1);
    return load.prompt();
  }

  @Test
  void theMemoryPlanSeesThePromptsOfADemonstrationSet() throws IOException {
    String question = "1+".repeat(40) + "1";
    Path file = Files.writeString(
        folder.resolve("long.jsonl"),
        "{\"question\": \"%s\", \"answer\": \"41\", \"demonstration\": \"41\"}\n"
            .formatted(question));
    String fields = "{question: question, answer: answer, demonstration: demonstration}";
    assertThat(longestPrompt("on-policy")).isEqualTo(4);
    assertThat(longestPrompt(
            "{type: with-demonstrations, batch: 1, dataset: {type: file, path: %s, fields: %s}}"
                .formatted(file, fields)))
        .isEqualTo(question.length() + 1);
  }
}
