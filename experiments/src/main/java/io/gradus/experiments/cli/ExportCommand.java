package io.gradus.experiments.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.gradus.core.UserError;
import io.gradus.core.gguf.GgmlType;
import io.gradus.experiments.export.RunExport;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Writes a checkpoint of a run as a folder of Hugging Face files, a PEFT adapter or a GGUF.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus export runs/quickstart --to quickstart-model",
      "  gradus export runs/quickstart --checkpoint best --to quickstart-best",
      "  gradus export runs/gsm8k-smollm2 --merge --to smollm2-gsm8k",
      "  gradus export runs/gsm8k-smollm2 --adapter --to smollm2-gsm8k-lora",
      "  gradus export runs/gsm8k-smollm2 --merge --gguf Q8_0 --to smollm2-gsm8k.gguf"
    })
final class ExportCommand extends ResultCommand {
  /** Number types of tensors in a GGUF file. */
  enum Gguf {
    F16,
    Q8_0
  }

  @Parameters(paramLabel = "RUN", description = "A run directory.")
  private Path directory = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PATH",
      description = "The folder to create; with --gguf, the file to create.")
  private Path target = Path.of("");

  @Option(
      names = "--adapter",
      description = "For a run that trained an adapter: write only the adapter, in PEFT's format.")
  private boolean adapter;

  @Option(
      names = "--merge",
      description =
          "For a run that trained an adapter: write the whole model with the adapter merged in.")
  private boolean merge;

  @Option(
      names = "--gguf",
      paramLabel = "TYPE",
      description =
          "Write a GGUF file for llama.cpp with this number type: " + "${COMPLETION-CANDIDATES}.")
  private Optional<Gguf> gguf = Optional.empty();

  @Mixin
  private CheckpointOption checkpoint = new CheckpointOption();

  /**
   * Result of an export.
   *
   * @param to the folder or file
   * @param tokenizer whether a GGUF file contains its tokenizer; null for folders, which always contain it
   * @param words human-readable summary
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Exported(
      @JsonProperty String run,
      @JsonProperty String to,
      @JsonProperty String checkpoint,
      @JsonProperty @Nullable Boolean tokenizer,
      @JsonIgnore @Override String words)
      implements CommandResult {}

  @Override
  CommandResult result() {
    RunDirectory run = new RunDirectory(directory);
    Recipe recipe = new RecipeSource().forWeights(run);
    check(recipe);
    RunExport export = new RunExport(recipe, run, checkpoint.name());
    if (gguf.isPresent()) {
      RunExport.Gguf written = export.gguf(target, GgmlType.valueOf(gguf.get().name()));
      String remark = written.tokenizer()
          ? ". A GGUF has no place for the run's template: sample it with --recipe " + run.recipe()
          : ", without a tokenizer, because llama.cpp has none for single characters";
      return exported(
          written.checkpoint(),
          written.tokenizer(),
          "the model of checkpoint " + written.checkpoint() + remark);
    }
    String name = adapter ? export.adapter(target) : export.folder(target);
    return exported(
        name, null, "%s of checkpoint %s".formatted(adapter ? "the adapter" : "the model", name));
  }

  private Exported exported(String name, @Nullable Boolean tokenizer, String what) {
    return new Exported(
        directory.toString(), target.toString(), name, tokenizer, target + " has " + what);
  }

  private void check(Recipe recipe) {
    boolean adapted = recipe.policy().lora().isPresent();
    if (adapter && merge) {
      throw new UserError("--adapter, --merge: exclude each other. Give one of the two");
    }
    if (adapted && !adapter && !merge) {
      throw new UserError(
          "%s trained an adapter. Give --adapter to write only the adapter, or --merge to write the whole model"
              .formatted(directory));
    }
    if (!adapted && (adapter || merge)) {
      throw new UserError(
          "%s: %s trained all weights and has no adapter (policy.lora). Leave the option out"
              .formatted(adapter ? "--adapter" : "--merge", directory));
    }
    if (adapter && gguf.isPresent()) {
      throw new UserError(
          "--gguf: an adapter without its base cannot be written as a GGUF. " + "Give --merge");
    }
    if (gguf.isPresent() && !target.toString().endsWith(".gguf")) {
      throw new UserError("--to: with --gguf the name must end with .gguf, but is " + target);
    }
    if (gguf.isPresent() && Files.exists(target)) {
      throw new UserError("--to: %s already exists. Choose another name".formatted(target));
    }
  }
}
