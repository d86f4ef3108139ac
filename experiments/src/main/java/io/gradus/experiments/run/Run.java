package io.gradus.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.checkpoint.Checkpoint;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.core.checkpoint.RunLock;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.Processor;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.PolicyFiles;
import io.gradus.core.tensorfile.Hashes;
import io.gradus.experiments.journal.Position;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Stage;
import io.gradus.experiments.tensorboard.EventFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run of a recipe in its directory. It trains one stage after another. A resumed run continues from the newest
 * complete checkpoint, with the same bits as an uninterrupted run.
 */
public final class Run {
  private final Recipe recipe;
  private final String resolved;
  private final RunDirectory directory;
  private final Progress progress;
  private final StopSignal stop;

  /**
   * Creates a new run, or a run to resume.
   *
   * @param resolved the recipe as text, with every default written out
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
   * Trains to the end of the recipe.
   *
   * @throws UserError if the run may not begin or continue here
   * @throws StopSignal.StopRequested if a stop was requested; the run can be resumed
   */
  public RunResult train(boolean resume) {
    long begin = System.nanoTime();
    // Checked before anything is written, even the lock's file, and again under the lock, because
    // another process may have begun meanwhile.
    if (!resume) {
      RunLock.refuseInUse(
          directory.path()); // otherwise we would suggest --resume, which would fail too
    }
    Admission admission = Admission.of(directory, recipe, resolved, resume);
    RecipeData.examine(recipe);
    ThreadCount.restore(directory, progress);
    Compute.Choice compute = Files.exists(directory.provenance())
        ? new Compute.Choice(Provenance.compute(directory.provenance()), "as when the run began")
        : Compute.choice(recipe.device(), recipe.dtype(), recipe.matmul(), Processor.here());
    progress.note(
        "matrix products: %s (%s)".formatted(compute.compute().matmul().label(), compute.why()));
    Fit fit = fit(admission);
    try (RunLock lock = RunLock.acquire(directory.path())) {
      admission = Admission.of(directory, recipe, resolved, resume);
      Optional<Checkpoint> newest = Checkpoints.newest(directory.checkpoints());
      Position from = newest.map(c -> Position.ofCheckpoint(c.name())).orElse(Position.BEGINNING);
      if (ended(from)) {
        return endedBefore(compute, fit, admission, from);
      }
      try (Policy policy = policy(compute, fit)) {
        adjust(admission, fit, from);
        setAsideResult();
        progress.note("run directory: " + lock.folder());
        return train(policy, fit, begin);
      }
    } catch (IOException e) {
      throw new UserError("%s: cannot be written: %s".formatted(directory.path(), e), e);
    }
  }

  private Fit fit(Admission admission) {
    Optional<Fit> recorded = Provenance.fit(directory.provenance(), recipe);
    return admission.asksForAnotherFit() || recorded.isEmpty()
        ? Fit.choose(recipe)
        : recorded.get();
  }

  /**
   * Returns whether the run has ended. A run writes its result last. But if a checkpoint was removed, the result may be
   * older than the run's state.
   */
  private boolean ended(Position from) {
    int stages = recipe.stages().size();
    return Files.exists(directory.result())
        && from.equals(new Position(stages, recipe.stages().get(stages - 1).steps()));
  }

  private RunResult endedBefore(
      Compute.Choice compute, Fit fit, Admission admission, Position from) {
    if (recipe.policy().model().isPresent()) {
      policy(compute, fit).close(); // checks that the model is still the original one
    }
    adjust(admission, fit, from);
    progress.note(
        "this run had already ended: nothing is left to train, and its result is unchanged");
    return RunDirectory.readJson(directory.result(), RunResult.class);
  }

  private Policy policy(Compute.Choice compute, Fit fit) {
    Policy policy = FirstWeights.of(recipe, compute.compute());
    try {
      policy.activations(fit.activations());
      if (!Files.exists(directory.provenance())) {
        begin(policy, compute, fit);
      } else if (recipe.policy().model().isPresent()) {
        Provenance.admit(directory.provenance(), policy, recipe.policy().model().get());
      }
      Teachers.admit(recipe, directory.provenance());
      RewardModels.admit(recipe, directory.provenance());
      return policy;
    } catch (RuntimeException e) {
      policy.close();
      throw e;
    }
  }

  /**
   * Writes the first files. The run begins only here. So if the model's files have a fault, the same command works
   * after the fault is fixed.
   */
  private void begin(Policy policy, Compute.Choice compute, Fit fit) {
    Map<String, Object> facts =
        Provenance.facts(compute, fit, recipe.seed(), Hashes.tensors(policy.mergedTensors()));
    recipe.policy().model().ifPresent(model -> facts.put("model", model.toString()));
    if (!recipe.teachers().isEmpty()) {
      facts.put(Teachers.FACTS, Teachers.facts(recipe));
    }
    Map<String, Map<String, String>> rewardModels = RewardModels.facts(recipe);
    if (!rewardModels.isEmpty()) {
      facts.put(RewardModels.FACTS, rewardModels);
    }
    if (!recipe.unusedFields().isEmpty()) {
      facts.put("unused-config-fields", recipe.unusedFields());
      progress.note("fields of the model's configuration without effect in Gradus: "
          + String.join(", ", recipe.unusedFields()));
    }
    if (!directory.begun()) {
      directory.writeRecipe(resolved);
    }
    RunDirectory.writeJson(directory.provenance(), facts);
  }

  private void adjust(Admission admission, Fit fit, Position from) {
    if (admission.asksForAnotherFit() && Files.exists(directory.provenance())) {
      Fit before = Provenance.fit(directory.provenance(), recipe).orElseThrow();
      if (before.microBatchTokens() != fit.microBatchTokens()
          || !before.activations().equals(fit.activations())) {
        progress.note(
            "the memory is planned again: micro-batches of %d tokens instead of %d. From here on, the last bits may differ"
                .formatted(fit.microBatchTokens(), before.microBatchTokens()));
        Provenance.refit(directory.provenance(), fit);
      }
    }
    new Adjustments(directory, recipe, progress).make(admission.adjustments(), resolved, from);
  }

  /** Moves the old result away, because it is no longer true of the extended run. */
  private void setAsideResult() throws IOException {
    if (Files.exists(directory.result())) {
      Files.move(
          directory.result(),
          directory.previousResult(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private RunResult train(Policy policy, Fit fit, long begin) throws IOException {
    Checkpoints checkpoints =
        Checkpoints.open(directory.checkpoints(), recipe.checkpoint().keep());
    Optional<Checkpoint> newest = checkpoints.newest();
    Position from = newest.map(c -> Position.ofCheckpoint(c.name())).orElse(Position.BEGINNING);
    directory.metrics().keepUpTo(from);
    directory.evaluations().keepUpTo(from);
    directory.ledger().keepUpTo(from);
    try (EventFile events = EventFile.open(
        directory.tensorboard(), RunLog.globalStep(recipe, from) + 1, InstantSource.system())) {
      newest.ifPresent(c -> PolicyFiles.load(policy, c.file(PolicyFiles.name(policy))));
      newest.ifPresent(c -> progress.note("continuing from checkpoint " + c.name()));
      RunLog log = new RunLog(recipe, directory, policy, progress, stop, events);
      OpenRun run = new OpenRun(recipe, directory, policy, fit, checkpoints, log, progress, stop);
      double before = directory.metrics().read().stream()
              .mapToDouble(line -> line.path("time/step").asDouble())
              .sum()
          + directory.evaluations().read().stream()
              .mapToDouble(line -> line.path("time/evaluation").asDouble())
              .sum();
      best(checkpoints).ifPresent(b -> StageRun.pin(run, b));
      if (newest.isEmpty() && recipe.stages().get(0).watched()) {
        log.evaluate(new Position(1, 0));
      }
      for (int s = Math.max(1, from.stage()); s <= recipe.stages().size(); s++) {
        Position at = s == from.stage() ? from : new Position(s, 0);
        if (at.step() < recipe.stages().get(s - 1).steps()) {
          try (StageRun stage = new StageRun(run, s, at, newest)) {
            stage.run();
          }
        }
      }
      return result(run, before + (System.nanoTime() - begin) / 1e9);
    }
  }

  private Optional<BestCheckpoint> best(Checkpoints checkpoints) {
    return recipe
        .checkpoint()
        .keepBest()
        .flatMap(benchmark -> BestCheckpoint.of(directory, benchmark, checkpoints.names()));
  }

  private RunResult result(OpenRun run, double seconds) {
    Map<String, Comparison> evaluation = Comparison.all(directory, recipe);
    List<StageSignal> signal = StageSignal.all(directory, recipe);
    Optional<BestCheckpoint> best = best(run.checkpoints());
    RunResult result = new RunResult(
        directory.path().toString(),
        recipe.name(),
        recipe.seed(),
        recipe.stages().stream().map(Run::length).toList(),
        evaluation,
        signal,
        RunVerdict.of(directory, recipe, evaluation, signal, best),
        best.orElse(null),
        seconds,
        Math.max(PeakMemory.bytes(), peakBefore()),
        Hashes.tensors(run.policy().tensors()),
        null);
    RunDirectory.writeJson(directory.result(), result);
    return result;
  }

  private static RunResult.Length length(Stage stage) {
    return new RunResult.Length(stage.name(), stage.steps());
  }

  /** Peak memory recorded by earlier processes of this run, if any wrote a result. */
  private long peakBefore() {
    return Files.exists(directory.previousResult())
        ? RunDirectory.readJson(directory.previousResult(), JsonNode.class)
            .path("peak_memory_bytes")
            .asLong()
        : 0;
  }
}
