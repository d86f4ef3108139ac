package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.core.gguf.GgmlType;
import io.gradus.experiments.export.RunExport;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Writes a run's newest checkpoint as a folder of Hugging Face files, a PEFT adapter or a GGUF.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus export runs/quickstart --to quickstart-model",
      "  gradus export runs/gsm8k-smollm2 --merge --to smollm2-gsm8k",
      "  gradus export runs/gsm8k-smollm2 --adapter --to smollm2-gsm8k-lora",
      "  gradus export runs/gsm8k-smollm2 --merge --gguf Q8_0 --to smollm2-gsm8k.gguf"
    })
final class ExportCommand implements Callable<Integer> {
  /** What a GGUF can be written in. */
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
      description = "The folder to make, or with --gguf the file.")
  private Path target = Path.of("");

  @Option(
      names = "--adapter",
      description = "Of a run that trained an adapter: the adapter alone, in PEFT's format.")
  private boolean adapter;

  @Option(
      names = "--merge",
      description = "Of a run that trained an adapter: the whole model with the adapter merged in.")
  private boolean merge;

  @Option(
      names = "--gguf",
      paramLabel = "TYPE",
      description = "A GGUF file for llama.cpp instead: ${COMPLETION-CANDIDATES}.")
  private Optional<Gguf> gguf = Optional.empty();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    RunDirectory run = new RunDirectory(directory);
    Recipe recipe = new RecipeSource().ofRun(run);
    check(recipe);
    RunExport export = new RunExport(recipe, run);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("run", directory.toString());
    result.put("to", target.toString());
    String words;
    if (gguf.isPresent()) {
      RunExport.Gguf written = export.gguf(target, GgmlType.valueOf(gguf.get().name()));
      result.put("checkpoint", written.checkpoint());
      result.put("tokenizer", written.tokenizer());
      words = "%s has the model of checkpoint %s%s"
          .formatted(
              target,
              written.checkpoint(),
              written.tokenizer()
                  ? ""
                  : ", without a tokenizer: llama.cpp has none for single characters");
    } else {
      String checkpoint = adapter ? export.adapter(target) : export.folder(target);
      result.put("checkpoint", checkpoint);
      words = "%s has %s of checkpoint %s"
          .formatted(target, adapter ? "the adapter" : "the model", checkpoint);
    }
    output.print(result, words);
    return 0;
  }

  private void check(Recipe recipe) {
    boolean adapted = recipe.policy().lora().isPresent();
    if (adapter && merge) {
      throw new UserError("--adapter, --merge: give one of the two");
    }
    if (adapted && !adapter && !merge) {
      throw new UserError(
          "%s trained an adapter: say whether to write it alone (--adapter) or the whole model with it (--merge)"
              .formatted(directory));
    }
    if (!adapted && (adapter || merge)) {
      throw new UserError(
          "%s: %s trained all weights, it has no adapter (policy.lora); leave it out"
              .formatted(adapter ? "--adapter" : "--merge", directory));
    }
    if (adapter && gguf.isPresent()) {
      throw new UserError("--gguf: an adapter alone is not written as a GGUF; give --merge");
    }
    if (gguf.isPresent() && !target.toString().endsWith(".gguf")) {
      throw new UserError(
          "--to: with --gguf it is a file whose name ends with .gguf, but is " + target);
    }
    if (gguf.isPresent() && Files.exists(target)) {
      throw new UserError("--to: %s is there already".formatted(target));
    }
  }
}
