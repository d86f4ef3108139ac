package io.gradus.experiments.cli;

import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.checkpoint.Checkpoint;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.core.engine.Compute;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.experiments.doctor.Diagnosis;
import io.gradus.experiments.doctor.Materials;
import io.gradus.experiments.doctor.Subject;
import io.gradus.experiments.doctor.Subject.PolicySource;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.FirstWeights;
import io.gradus.experiments.run.Fit;
import io.gradus.experiments.run.KeptCheckpoint;
import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Checks a recipe for mistakes that would waste a run: wrong gold answers, rewards that "
            + "never differ, leaked test problems ... Changes nothing.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no fault", "2:a fault, or a recipe that cannot be read"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus doctor recipes/quickstart.yaml",
      "  gradus doctor runs/quickstart                    with its newest checkpoint: do "
          + "rewards differ?",
      "  gradus doctor my.yaml --problems 50 --json",
      "  gradus doctor my.yaml --against data/gsm8k/test.jsonl"
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int FAULT = 2;

  @Parameters(paramLabel = "RECIPE|RUN", description = "A recipe, or a run directory.")
  private Path path = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a key of the recipe: --set grpo.plan.group-size=16. May be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--problems",
      paramLabel = "N",
      description = "Problems to read from each data set. Default: all of up to 10000, else 500.")
  private Optional<Integer> problems = Optional.empty();

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description =
          "A benchmark (JSON lines, CSV ...) that must not be in the training data. May be "
              + "repeated.")
  private List<Path> against = new ArrayList<>();

  @Option(
      names = "--field",
      paramLabel = "NAME",
      description =
          "With --against: name of the field with the question. Default: question, problem, "
              + "prompt or text.")
  private Optional<String> field = Optional.empty();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    if (problems.orElse(1) < 1) {
      throw new UserError("--problems: must be positive, but is " + problems.orElseThrow());
    }
    Diagnosis diagnosis = diagnosis();
    output.print(diagnosis.fields(), diagnosis.page());
    return diagnosis.fit() ? 0 : FAULT;
  }

  private Diagnosis diagnosis() {
    RecipeSource source = new RecipeSource();
    RunDirectory run = new RunDirectory(path);
    boolean begun = Files.isDirectory(path) && run.begun();
    if (!Files.exists(path) && !path.toString().matches(".*\\.ya?ml")) {
      RunDirectory.existing(path); // its message suggests the nearest run
    }
    Recipe recipe;
    try {
      recipe = begun && settings.isEmpty()
          ? source.ofRun(run)
          : source.read(begun ? run.recipe() : path, settings);
    } catch (UserError e) {
      return Diagnosis.ofMistake(path.toString(), String.valueOf(e.getMessage()));
    }
    StopSignal stop = new StopSignal();
    return Shutdown.guard(stop, "", () -> {
      try (Progress progress = Progress.onStandardError()) {
        Materials materials =
            new Materials(problems.map(OptionalInt::of).orElse(OptionalInt.empty())).of(recipe);
        against.forEach(file -> materials.against(file, field));
        Subject subject = new Subject(
            recipe,
            materials.read(),
            materials.mistakes(),
            plan(recipe),
            begun ? path : Path.of("runs", recipe.name()),
            begun ? ofRun(recipe, run) : ofRecipe(recipe),
            progress,
            stop);
        return Diagnosis.of(path.toString(), subject);
      }
    });
  }

  /** Memory plan of the recipe; empty if its data cannot be read, which another check reports. */
  private static MemoryPlan plan(Recipe recipe) {
    try {
      return Fit.choose(recipe).plan();
    } catch (UserError e) {
      return new MemoryPlan(Map.of());
    }
  }

  /** First weights of the recipe, if its first stage samples from them. */
  private static Optional<PolicySource> ofRecipe(Recipe recipe) {
    return recipe.stages().get(0).draws().isPresent()
        ? Optional.of(new PolicySource(
            "the policy that the recipe begins with",
            () -> FirstWeights.of(
                recipe, Compute.choose(recipe.device(), recipe.dtype(), recipe.matmul())),
            false))
        : Optional.empty();
  }

  private static Optional<PolicySource> ofRun(Recipe recipe, RunDirectory run) {
    String name = Checkpoints.newest(run.checkpoints()).map(Checkpoint::name).orElse("none yet");
    return Optional.of(new PolicySource(
        "the newest checkpoint (" + name + ")",
        () -> KeptCheckpoint.load(recipe, run, Optional.empty()).policy(),
        Files.exists(run.result())));
  }
}
