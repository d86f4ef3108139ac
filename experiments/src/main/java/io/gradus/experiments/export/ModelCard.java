package io.gradus.experiments.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.UserError;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The README.md of an exported model: what it is, where it comes from, how good it is, how it was made. */
final class ModelCard {
  private static final ObjectMapper JSON = new ObjectMapper();

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
   * The text.
   *
   * @param checkpoint whose weights it has
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
    line("pipeline_tag: text-generation");
    line("tags: [gradus%s]", adapter ? ", lora" : "");
    line("---");
    line("# %s", recipe.name());
    line("");
    String what = recipe
        .policy()
        .model()
        .map(model -> "`%s`, trained further".formatted(model.getFileName()))
        .orElse("A model trained from nothing");
    String stages = String.join(
        ", ",
        recipe.stages().stream()
            .map(s -> "%s (%d steps)".formatted(s.name(), s.steps()))
            .toList());
    line("%s with Gradus: %s. Weights of checkpoint `%s`.", what, stages, checkpoint);
    if (adapter) {
      line("A low-rank adapter in PEFT's format; it needs the model that it was trained on.");
    } else if (recipe.policy().lora().isPresent()) {
      line("The low-rank adapter that was trained is merged into the weights.");
    }
    if (!(recipe.tokenizer() instanceof PretrainedTokenizer)) {
      line("");
      line(
          "Its tokenizer has one token for a character. It has no chat template: prompts are laid out by the recipe's `template` below.");
    }
    line("");
  }

  private void figures() {
    if (!Files.exists(run.result())) {
      line("The run had not ended when this was exported, so there are no final figures.");
      line("");
      return;
    }
    JsonNode result = read(run.result());
    if (!result.path("evaluation").isEmpty()) {
      line("| on held-out problems | before | after | 95 %% | problems |");
      line("|---|---|---|---|---|");
      for (Map.Entry<String, JsonNode> entry : result.path("evaluation").properties()) {
        JsonNode after = entry.getValue().path("after");
        line(
            "| %s, pass@1 | %s | %s | %s to %s | %s |",
            entry.getKey(),
            percent(entry.getValue().path("before").path("pass_at_1")),
            percent(after.path("pass_at_1")),
            percent(after.path("low")),
            percent(after.path("high")),
            after.path("problems").asText());
      }
      line("");
    }
    line("The run took %.0f s.", result.path("seconds").asDouble());
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
