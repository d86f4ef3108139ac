package io.gradus.experiments.run;

import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.checkpoint.Checkpoint;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.core.checkpoint.RunLock;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.Processor;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.PeftAdapter;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.PolicyFiles;
import io.gradus.core.policy.optimizer.AdamW;
import io.gradus.core.policy.optimizer.OptimizerFiles;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.core.tensorfile.Hashes;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Stage;
import io.gradus.experiments.stage.StageContext;
import io.gradus.experiments.tensorboard.EventFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run of a recipe in its directory: trains stage after stage, and goes on from the newest whole checkpoint with the same bits as
 * if it had never been interrupted.
 */
public final class Run {
  private static final String MOMENTS = "optimizer.safetensors";

  private final Recipe recipe;
  private final String resolved;
  private final RunDirectory directory;
  private final Progress progress;
  private final StopSignal stop;

  /**
   * @param resolved the recipe as text, every default written out
   */
  public Run(
      Recipe recipe, String resolved, RunDirectory directory, Progress progress, StopSignal stop) {
    this.recipe = recipe;
    this.resolved = resolved;
    this.directory = directory;
    this.progress = progress;
    this.stop = stop;
  }

  /**
   * Trains.
   *
   * @return the result: where, what was measured before and after, seconds, peak memory, the hash of the weights
   * @throws StopSignal.StopRequested if a stop was asked for; the run can be resumed
   */
  public Map<String, Object> train(boolean resume) {
    long begin = System.nanoTime();
    // Before anything is written, the lock's file included; and again under the lock, since another
    // process may have begun meanwhile.
    if (!resume) {
      RunLock.refuseInUse(directory.path()); // or the answer were --resume, refused then too
    }
    directory.admit(resolved, resume);
    examine(recipe);
    keepThreads();
    Compute.Choice compute = compute();
    progress.note(
        "matrix products: %s (%s)".formatted(compute.compute().matmul().label(), compute.why()));
    Fit fit = Provenance.fit(directory.provenance(), recipe).orElseGet(() -> Fit.choose(recipe));
    try (RunLock lock = RunLock.acquire(directory.path())) {
      directory.admit(resolved, resume);
      if (ended()) {
        if (recipe.policy().model().isPresent()) {
          policy(compute, fit).close(); // the model must still be the one that the run began with
        }
        progress.note(
            "this run had ended already: nothing was left to train, and its result stands");
        return RunDirectory.readJson(directory.result());
      }
      try (Policy policy = policy(compute, fit)) {
        progress.note("run directory: " + lock.folder());
        return train(policy, fit, begin);
      }
    } catch (IOException e) {
      throw new UserError("%s: cannot be written: %s".formatted(directory.path(), e), e);
    }
  }

  private Map<String, Object> train(Policy policy, Fit fit, long begin) throws IOException {
    Checkpoints checkpoints =
        Checkpoints.open(directory.checkpoints(), recipe.checkpoint().keep());
    Optional<Checkpoint> newest = checkpoints.newest();
    Position from = newest.map(c -> Position.ofCheckpoint(c.name())).orElse(new Position(0, 0));
    directory.metrics().keepUpTo(from);
    directory.evaluations().keepUpTo(from);
    try (EventFile events =
        EventFile.open(directory.tensorboard(), globalStep(from) + 1, InstantSource.system())) {
      newest.ifPresent(c -> PolicyFiles.load(policy, c.file(PolicyFiles.name(policy))));
      newest.ifPresent(c -> progress.note("going on from checkpoint " + c.name()));
      RunLog log = new RunLog(recipe, directory, policy, progress, stop, events);
      double before = directory.metrics().read().stream()
          .mapToDouble(line -> line.path("time/step").asDouble())
          .sum();
      if (newest.isEmpty() && recipe.stages().get(0).samples()) {
        log.evaluate(new Position(1, 0));
      }
      for (int s = Math.max(1, from.stage()); s <= recipe.stages().size(); s++) {
        Position at = s == from.stage() ? from : new Position(s, 0);
        if (at.step() < recipe.stages().get(s - 1).steps()) {
          stage(s, at, policy, checkpoints, newest, log, fit);
        }
      }
      return result(policy, log, before + (System.nanoTime() - begin) / 1e9);
    }
  }

  /** The result is the last that a run writes; an older one may be there beside a checkpoint that was taken away. */
  private boolean ended() {
    int stages = recipe.stages().size();
    Position last = new Position(stages, recipe.stages().get(stages - 1).steps());
    return Files.exists(directory.result())
        && Checkpoints.newest(directory.checkpoints())
            .map(checkpoint -> Position.ofCheckpoint(checkpoint.name()))
            .equals(Optional.of(last));
  }

  /**
   * Looks at all data of a recipe, before anything is written: a benchmark's missing file would else be told after hours of training.
   *
   * @throws UserError with all that is wrong
   */
  public static void examine(Recipe recipe) {
    Tokenizer tokenizer = recipe.tokenizer();
    int context = recipe.architecture().context();
    List<String> faults = new ArrayList<>();
    for (int s = 0; s < recipe.stages().size(); s++) {
      Stage stage = recipe.stages().get(s);
      long seed = stageSeed(recipe, s + 1);
      examine(
          "stages[%d]".formatted(s),
          () -> stage.examine(tokenizer, recipe.boundTemplate(), context, seed),
          faults);
    }
    List<Benchmark> benchmarks = recipe.evaluation().benchmarks();
    for (int b = 0; b < benchmarks.size(); b++) {
      Benchmark benchmark = benchmarks.get(b);
      examine(
          "evaluation.benchmarks[%d]".formatted(b),
          () -> benchmark.examine(tokenizer, recipe.boundTemplate(), context),
          faults);
    }
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
  }

  private static void examine(String place, Runnable look, List<String> faults) {
    try {
      look.run();
    } catch (UserError | IllegalArgumentException e) {
      faults.add(place + ": " + e.getMessage());
    }
  }

  private void keepThreads() {
    if (!Files.exists(directory.provenance())) {
      return;
    }
    int began = Provenance.threads(directory.provenance());
    int here = Compute.threads();
    if (began == here) {
      return;
    }
    if (System.getenv("OMP_NUM_THREADS") != null) {
      progress.note(
          "going on with %d thread(s), as OMP_NUM_THREADS says; the run began with %d: the last bits will differ"
              .formatted(here, began));
      return;
    }
    Compute.threads(began);
    progress.note(
        "going on with the %d thread(s) that the run began with, not the %d of this machine: another number gives other last bits"
            .formatted(Compute.threads(), here));
  }

  private Compute.Choice compute() {
    if (Files.exists(directory.provenance())) {
      return new Compute.Choice(
          Provenance.compute(directory.provenance()), "as when the run began");
    }
    return Compute.choice(recipe.device(), recipe.dtype(), recipe.matmul(), Processor.here());
  }

  private Policy policy(Compute.Choice compute, Fit fit) {
    Policy policy = first(recipe, compute.compute());
    try {
      begin(policy, compute, fit);
      return policy;
    } catch (RuntimeException e) {
      policy.close();
      throw e;
    }
  }

  private void begin(Policy policy, Compute.Choice compute, Fit fit) {
    policy.activations(fit.activations());
    if (!Files.exists(directory.provenance())) {
      Map<String, Object> facts =
          Provenance.facts(compute, fit, recipe.seed(), Hashes.tensors(policy.mergedTensors()));
      recipe.policy().model().ifPresent(model -> facts.put("model", model.toString()));
      if (!recipe.unusedFields().isEmpty()) {
        facts.put("unused-config-fields", recipe.unusedFields());
        progress.note("fields of the model's configuration that change nothing here: "
            + String.join(", ", recipe.unusedFields()));
      }
      // Only now has the run begun: what was wrong with the model's files could be mended in the
      // same place.
      directory.begin(resolved);
      RunDirectory.writeJson(directory.provenance(), facts);
    } else if (recipe.policy().model().isPresent()) {
      Provenance.admit(directory.provenance(), policy, recipe.policy().model().get());
    }
  }

  /** The policy that a run of a recipe begins with: that of the model's files, or one that the seed decides. */
  public static Policy first(Recipe recipe, Compute compute) {
    Policy policy = base(recipe, compute);
    try {
      recipe
          .policy()
          .lora()
          .flatMap(Lora::from)
          .ifPresent(folder -> PeftAdapter.load(policy, Path.of(folder)));
      return policy;
    } catch (RuntimeException e) {
      policy.close();
      throw e;
    }
  }

  private static Policy base(Recipe recipe, Compute compute) {
    if (recipe.policy().model().isPresent()) {
      try (PretrainedModel model = PretrainedModel.open(recipe.policy().model().get())) {
        return model.policy(compute, recipe.policy().lora(), recipe.seed());
      }
    }
    return Policy.initialise(
        recipe.architecture(),
        recipe.tokenizer().vocabularySize(),
        compute,
        recipe.policy().lora(),
        recipe.seed());
  }

  private long seed(int stage) {
    return stageSeed(recipe, stage);
  }

  /** Of the random numbers of a stage, from 1: its problems and its draws. */
  public static long stageSeed(Recipe recipe, int stage) {
    return Fit.seed(recipe, stage);
  }

  private void stage(
      int index,
      Position from,
      Policy policy,
      Checkpoints checkpoints,
      Optional<Checkpoint> newest,
      RunLog log,
      Fit fit) {
    Stage stage = recipe.stages().get(index - 1);
    progress.start(stage.name(), stage.steps(), from.step());
    StageObserver observer = new StageObserver(
        index,
        stage,
        recipe,
        directory,
        policy,
        checkpoints,
        log,
        globalStep(new Position(index, 0)));
    Transcripts transcripts = observer.transcripts();
    StageContext context = new StageContext(
        policy,
        recipe.tokenizer(),
        recipe.boundTemplate(),
        seed(index),
        stop,
        observer,
        state -> {
          observer.optimizer(state);
          if (from.step() > 0) {
            OptimizerFiles.load(state, newest.orElseThrow().file(MOMENTS));
          }
        },
        () -> reference(index, from, policy),
        transcripts::recorded,
        observer::stopped,
        fit.microBatchTokens());
    stage.train(context, from.step() + 1);
  }

  /** The policy as it was when the stage began. */
  private Policy reference(int stage, Position from, Policy policy) {
    Policy reference = policy.copy();
    if (from.step() == 0) {
      PolicyFiles.save(policy, directory.reference(stage));
    } else {
      PolicyFiles.load(reference, directory.reference(stage));
    }
    return reference;
  }

  static void save(Checkpoints checkpoints, String name, Policy policy, @Nullable AdamW state) {
    checkpoints.save(name, folder -> {
      PolicyFiles.saveInto(folder, policy);
      if (state != null) {
        OptimizerFiles.save(state, folder.resolve(MOMENTS));
      }
    });
  }

  private long globalStep(Position position) {
    long steps = position.step();
    for (int s = 1; s < position.stage(); s++) {
      steps += recipe.stages().get(s - 1).steps();
    }
    return steps;
  }

  private Map<String, Object> result(Policy policy, RunLog log, double seconds) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("run", directory.path().toString());
    result.put("recipe", recipe.name());
    result.put("seed", recipe.seed());
    List<Map<String, Object>> stages = new ArrayList<>();
    for (Stage stage : recipe.stages()) {
      stages.add(Map.of("name", stage.name(), "steps", stage.steps()));
    }
    result.put("stages", stages);
    result.put("evaluation", log.beforeAndAfter());
    result.put("seconds", seconds);
    result.put("peak_memory_bytes", Math.max(peakMemory(), peakBefore()));
    result.put("weights_sha256", Hashes.tensors(policy.tensors()));
    RunDirectory.writeJson(directory.result(), result);
    return result;
  }

  /** That of the processes that the run went on in before, as far as they got to a result. */
  private long peakBefore() {
    return Files.exists(directory.result())
            && RunDirectory.readJson(directory.result()).get("peak_memory_bytes")
                instanceof Number peak
        ? peak.longValue()
        : 0;
  }

  /** The largest resident size of this process so far, in bytes; -1 where the system does not say. */
  public static long peakMemory() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      return -1; // not Linux
    }
    return -1;
  }
}
