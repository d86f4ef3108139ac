package io.gradus.experiments.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.experiments.evaluation.Result;
import io.gradus.experiments.prompts.ExportedPrompts;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Writes the README.md of an exported model: description, origin, figures and recipe. */
final class ModelCard {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASS = "pass_at_";

  private final Recipe recipe;
  private final RunDirectory run;
  private final String checkpoint;
  private final StringBuilder text = new StringBuilder();

  private ModelCard(Recipe recipe, RunDirectory run, String checkpoint) {
    this.recipe = recipe;
    this.run = run;
    this.checkpoint = checkpoint;
  }

  /**
   * Writes the card.
   *
   * @param checkpoint name of the exported checkpoint
   * @param adapter whether only an adapter was exported
   */
  static String of(Recipe recipe, RunDirectory run, String checkpoint, boolean adapter) {
    ModelCard card = new ModelCard(recipe, run, checkpoint);
    card.head(adapter);
    card.figures();
    card.provenance();
    card.recipe();
    return card.text.toString();
  }

  private void head(boolean adapter) {
    line("---");
    line("library_name: " + (adapter ? "peft" : "transformers"));
    line("pipeline_tag: %s", recipe.policy().scores() ? "text-classification" : "text-generation");
    line("tags: [gradus%s]", adapter ? ", lora" : "");
    line("---");
    line("# %s", recipe.name());
    line("");
    String what = recipe
        .policy()
        .model()
        .map(model -> "`%s`, trained further".formatted(model.getFileName()))
        .orElse("A model trained from random weights");
    String stages = String.join(
        ", ",
        recipe.stages().stream()
            .map(s -> "%s (%d steps)".formatted(s.name(), s.steps()))
            .toList());
    line("%s with Gradus: %s. Weights of checkpoint `%s`.", what, stages, checkpoint);
    if (adapter) {
      line("A low-rank adapter in PEFT's format. It needs the model that it was trained on.");
    } else if (recipe.policy().lora().isPresent()) {
      line("The trained low-rank adapter is merged into the weights.");
    }
    if (recipe.policy().scores()) {
      line("");
      line(
          "A reward model: it scores a prompt with its completion and the end token, and writes no text. In "
              + "`transformers` it is a sequence classification with one label; pad texts on the right.");
    }
    if (!(recipe.tokenizer() instanceof PretrainedTokenizer)) {
      line("");
      line("Its tokenizer has one token for each character.");
    }
    line("");
    line(
        "The run wrote its prompts with the recipe's `template` below, which `%s` repeats%s. "
            + "For example, the question `1+2` gives:",
        ExportedPrompts.FILE, recipe.policy().scores() ? "" : " for `gradus sample`");
    line("");
    line("```text");
    text.append(recipe.boundTemplate().prompt(Problem.of("1+2", "1+2", ""))).append('\n');
    line("```");
    line("");
  }

  private void figures() {
    if (!Files.exists(run.result())) {
      line("The run had not ended at the time of this export, so there are no final figures.");
      line("");
      return;
    }
    JsonNode result = read(run.result());
    if (!result.path("evaluation").isEmpty()) {
      line("| on held-out problems | before | after | 95 %% | problems |");
      line("|---|---|---|---|---|");
      for (Map.Entry<String, JsonNode> entry : result.path("evaluation").properties()) {
        JsonNode before = entry.getValue().path("before");
        JsonNode after = entry.getValue().path("after");
        for (Map.Entry<String, JsonNode> figure : after.properties()) {
          if (figure.getKey().startsWith(PASS)) {
            String k = figure.getKey().substring(PASS.length());
            String suffix = k.equals("1") ? "" : "_at_" + k;
            line(
                "| %s, %s | %s | %s | %s to %s | %s |",
                entry.getKey(),
                Result.ofRewardModel(after.path("mode").asText())
                    ? Result.figure(after.path("mode").asText())
                    : "pass@" + k,
                percent(before.path(figure.getKey())),
                percent(figure.getValue()),
                percent(after.path("low" + suffix)),
                percent(after.path("high" + suffix)),
                after.path("problems").asText());
          }
        }
      }
      line("");
    }
    for (JsonNode learned : result.path("verdict").path("learned")) {
      line("- %s", learned.asText());
    }
    line("");
    line(
        "These figures are from the end of the run, which took %.0f s.",
        result.path("seconds").asDouble());
    line("");
  }

  private void provenance() {
    line("## Provenance");
    line("| | |");
    line("|---|---|");
    read(run.provenance())
        .properties()
        .forEach(e -> line("| %s | %s |", e.getKey(), e.getValue().asText()));
    line("");
  }

  private void recipe() {
    line("## Recipe");
    line("```yaml");
    try {
      text.append(Files.readString(run.recipe()));
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(run.recipe(), e.getMessage()), e);
    }
    line("```");
  }

  private static JsonNode read(Path file) {
    return JSON.valueToTree(RunDirectory.readJson(file));
  }

  private static String percent(JsonNode share) {
    return share.isNumber() ? String.format(Locale.ROOT, "%.1f %%", 100 * share.asDouble()) : "";
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
