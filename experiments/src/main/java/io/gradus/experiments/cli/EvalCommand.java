package io.gradus.experiments.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.engine.Compute;
import io.gradus.core.policy.ActivationMemory;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.Policy;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.evaluation.EvaluationContext;
import io.gradus.experiments.evaluation.Result;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.prompts.ExportedPrompts;
import io.gradus.experiments.recipe.AdapterFolder;
import io.gradus.experiments.recipe.PolicyHead;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.FirstWeights;
import io.gradus.experiments.run.KeptCheckpoint;
import io.gradus.experiments.run.RunDirectory;
import io.gradus.experiments.run.ThreadCount;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description =
        "Runs the benchmarks of a recipe or of a suite on a checkpoint of a run, or on any "
            + "pretrained model.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus eval runs/quickstart",
      "  gradus eval runs/quickstart --checkpoint grpo-100",
      "  gradus eval runs/quickstart --set evaluation.benchmarks[0].problems=100",
      "  gradus eval runs/quickstart --recipe recipes/other.yaml --json",
      "  gradus eval models/SmolLM2-135M-Instruct --recipe recipes/gsm8k-smollm2.yaml",
      "  gradus eval models/SmolLM2-135M-Instruct --benchmarks suite.yaml",
      "  gradus eval exported-reward-model --recipe recipes/reward-model.yaml"
    })
final class EvalCommand extends ResultCommand {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(paramLabel = "MODEL", description = ModelSource.MODEL)
  private Path path = Path.of("");

  @Option(
      names = "--recipe",
      paramLabel = "RECIPE",
      description =
          "Take the benchmarks of this recipe. Default for a run: its own recipe. A pretrained "
              + "model also takes its template from this recipe.")
  private Optional<Path> recipeFile = Optional.empty();

  @Option(
      names = "--date",
      paramLabel = "DAY",
      description =
          "Date for chat templates that write today's date, such as 2025-01-31 (default: the "
              + "run's).")
  private Optional<LocalDate> date = Optional.empty();

  @Mixin
  private RecipeSettings settings = new RecipeSettings();

  @Mixin
  private ModelOptions options = new ModelOptions();

  @Mixin
  private SuiteEvaluation suite = new SuiteEvaluation();

  /**
   * Model and benchmarks to evaluate.
   *
   * @param recipe gives tokenizer, template and seed
   * @param open loads the weights
   */
  private record Subject(
      Recipe recipe, List<Benchmark> benchmarks, Function<Progress, OpenModel> open) {}

  @Override
  CommandResult result() {
    if (suite.wanted()) {
      return suite.run(path, options);
    }
    suite.refuseWithoutSuite();
    Subject subject = isModel() ? model() : run();
    if (subject.benchmarks.isEmpty()) {
      throw new UserError("evaluation.benchmarks: the recipe has no benchmarks. Add one");
    }
    StopSignal stop = new StopSignal();
    return Shutdown.guard(stop, "", () -> {
      try (Progress progress = Progress.onStandardError();
          OpenModel model = subject.open.apply(progress)) {
        List<Result> results = new ArrayList<>();
        for (Benchmark benchmark : subject.benchmarks) {
          results.addAll(evaluate(subject.recipe, benchmark, model.policy(), progress, stop));
        }
        return new Evaluated(path.toString(), model.checkpoint().orElse(null), results);
      }
    });
  }

  private List<Result> evaluate(
      Recipe recipe, Benchmark benchmark, Policy policy, Progress progress, StopSignal stop) {
    try (Progress.Phase phase =
        progress.phase("evaluating " + benchmark.name(), benchmark.completions())) {
      List<Result> results = benchmark.evaluate(new EvaluationContext(
          policy,
          recipe.tokenizer(),
          ModelSource.template(recipe, date),
          recipe.seed(),
          stop,
          phase::advance));
      results.forEach(r -> r.warning().ifPresent(w -> progress.note("warning: " + w)));
      return results;
    }
  }

  /**
   * Returns whether the path is a model outside a run. A path that does not exist is later reported as a missing run.
   */
  private boolean isModel() {
    return Files.exists(path)
        && !new RunDirectory(path).begun()
        && (AdapterFolder.is(path)
            || path.toString().endsWith(".gguf")
            || Files.exists(path.resolve("config.json"))
            || recipeFile.isPresent());
  }

  private Subject run() {
    RecipeSource source = new RecipeSource();
    RunDirectory run = RunDirectory.existing(path);
    if (options.base().isPresent()) {
      throw new UserError(
          "--base: %s is a run, and its recipe names the model. Leave the option out"
              .formatted(path));
    }
    // The benchmarks of another recipe need none of the run's rewards.
    Recipe recipe = recipeFile.isPresent() ? source.forWeights(run) : source.ofRun(run);
    Path file = recipeFile.orElse(run.recipe());
    List<Benchmark> benchmarks = source.read(file, settings.all()).evaluation().benchmarks();
    checkHead(recipe.policy().scores(), benchmarks, file);
    return new Subject(recipe, benchmarks, progress -> {
      ThreadCount.restore(run, progress); // so that the figures are those of the run, bit for bit
      KeptCheckpoint kept = KeptCheckpoint.load(recipe, run, options.checkpoint());
      return new OpenModel(kept.policy(), Optional.of(kept.name()));
    });
  }

  /** The recipe with this model as its policy, as it would be evaluated before the first step of a run. */
  private Subject model() {
    Optional<ExportedPrompts> exported = ModelSource.measured(path, options);
    Path file = recipeFile.orElseThrow(() -> new UserError(
        "--recipe: %s is not a run. Name a recipe with benchmarks and a template: --recipe recipes/NAME.yaml"
            .formatted(path)));
    List<String> changed = new ArrayList<>(List.of("policy=" + policy()));
    changed.addAll(settings.all());
    RecipeSource source = new RecipeSource();
    checkHead(PretrainedModel.isRewardModel(path), source.benchmarks(file, settings.all()), file);
    Recipe recipe = source.read(file, changed);
    if (exported.filter(e -> !e.template().equals(recipe.template())).isPresent()) {
      System.err.printf(
          "warning: %s was trained with another template (%s). The template of %s is used here. For the same "
              + "prompts as in training, write that file's template into the recipe%n",
          path, ExportedPrompts.FILE, file);
    }
    return new Subject(recipe, recipe.evaluation().benchmarks(), progress -> {
      Policy policy =
          FirstWeights.of(recipe, Compute.choose(recipe.device(), recipe.dtype(), recipe.matmul()));
      policy.activations(ActivationMemory.plain().packing());
      return new OpenModel(policy, Optional.empty());
    });
  }

  /** Refuses benchmarks that need another head than the model has. */
  private void checkHead(boolean scores, List<Benchmark> benchmarks, Path file) {
    List<String> faults = new ArrayList<>();
    for (int b = 0; b < benchmarks.size(); b++) {
      if (benchmarks.get(b).scores() != scores) {
        faults.add((scores
                ? "%s: is a reward model, which scores texts and cannot write any, but '%s' (evaluation.benchmarks[%d] of %s) samples completions. Give a language model, or a recipe whose benchmarks have the type pairs or steps"
                : "%s: is a language model, which gives no score, but '%s' (evaluation.benchmarks[%d] of %s) measures a reward model. Give a run with policy.head: score, or a folder that 'gradus export' wrote of one")
            .formatted(path, benchmarks.get(b).name(), b, file));
      }
    }
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
  }

  /** Value of the recipe's key {@code policy} for the model, as JSON, which is also YAML. */
  private String policy() {
    Map<String, Object> policy = new LinkedHashMap<>();
    if (AdapterFolder.is(path)) {
      AdapterFolder adapter = ModelSource.adapter(path, options.base());
      Lora lora = adapter.further(Optional.empty());
      policy.put("model", adapter.base().toString());
      Map<String, Object> settings = new LinkedHashMap<>();
      settings.put("rank", lora.rank());
      settings.put("alpha", lora.alpha().orElse((double) lora.rank()));
      settings.put("targets", lora.targets());
      settings.put("rslora", lora.rslora());
      settings.put("from", path.toString());
      policy.put("lora", settings);
    } else {
      policy.put("model", path.toString());
      if (PretrainedModel.isRewardModel(path)) {
        policy.put("head", PolicyHead.SCORE.label());
      }
    }
    try {
      return JSON.writeValueAsString(policy);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
