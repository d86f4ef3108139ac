package io.gradus.experiments.sweep;

import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.checkpoint.RunLock;
import io.gradus.core.files.AtomicFile;
import io.gradus.experiments.run.SharedStages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs a study's runs one after another. A finished run is not repeated, and an unfinished run continues. So the same
 * command continues a sweep that was stopped or killed.
 */
public final class Sweep {
  /** Exit codes of a run that a safety check or a signal ended. */
  private static final int FAILED_CHECK = 3;

  private static final int SIGNALS = 128;
  private static final long PATIENCE_SECONDS = 60;

  private final Study study;
  private final Path folder;
  private final SweepPlan plan;
  private final TrainingProcess processes;
  private final StopSignal stop;
  private final Consumer<String> notes;
  private final TimeLeft timeLeft = new TimeLeft();

  /**
   * Reads the recipes of a study.
   *
   * @param folder directory of the sweep
   * @param shared folder of the runs that train shared stages; several sweeps may have one
   * @param notes receives lines about progress
   * @throws UserError with the faults of a recipe, or if the directory holds runs of another study
   */
  public Sweep(
      Study study,
      Recipes recipes,
      Path folder,
      Path shared,
      TrainingProcess processes,
      StopSignal stop,
      Consumer<String> notes) {
    this.study = study;
    this.folder = folder;
    this.processes = processes;
    this.stop = stop;
    this.notes = notes;
    plan = SweepPlan.of(study, recipes, folder, shared);
    plan.runs().forEach(PlannedRun::refuseOtherRecipe);
  }

  /**
   * Trains every run that has not finished.
   *
   * @return runs that a safety check stopped; they have no result
   * @throws StopSignal.StopRequested if a stop was requested
   */
  public List<String> train() {
    List<String> failed = new ArrayList<>();
    try (RunLock lock = RunLock.acquire(folder)) {
      assert lock.folder() != null;
      List<PlannedRun> left =
          plan.runs().stream().filter(run -> !run.finished()).toList();
      int finished = plan.runs().size() - left.size();
      if (finished > 0) {
        notes.accept(
            "%d of %d runs have ended before".formatted(finished, plan.runs().size()));
      }
      for (int i = 0; i < left.size(); i++) {
        PlannedRun run = left.get(i);
        List<String> names = left.subList(i, left.size()).stream()
            .map(other -> other.arm().name())
            .toList();
        notes.accept("run %d of %d: %s%s"
            .formatted(finished + i + 1, plan.runs().size(), run.words(), timeLeft.words(names)));
        long begin = System.nanoTime();
        if (!trained(run)) {
          failed.add(run.words());
        }
        timeLeft.took(run.arm().name(), Duration.ofNanos(System.nanoTime() - begin));
      }
    }
    return failed;
  }

  private boolean trained(PlannedRun run) {
    if (!run.begun()) {
      Optional<PlannedRun> shared = plan.shared(run);
      if (shared.isPresent()) {
        // The shared stages may themselves begin with stages that more runs, or another sweep,
        // share.
        if (!shared.get().finished() && !trained(shared.get())) {
          return false;
        }
        SharedStages.begin(shared.get().directory(), run.directory(), run.recipe(), run.resolved());
      }
    }
    return process(run, run.words());
  }

  /** Whether the run ended well; not if a safety check stopped it. */
  private boolean process(PlannedRun run, String words) {
    stop.check();
    Path recipe = PlannedRun.file(folder, String.valueOf(run.directory().path().getFileName()));
    AtomicFile.write(recipe, run.resolved().getBytes(StandardCharsets.UTF_8));
    awaitFree(run.directory().path());
    int exit = processes.train(recipe, run.directory().path(), run.begun());
    if (exit == FAILED_CHECK) {
      notes.accept("%s: a safety check stopped the run; its seed is left out".formatted(words));
      return false;
    }
    if (exit > SIGNALS) {
      throw new UserError("%s: the process was ended by signal %d. Repeat the command to continue"
          .formatted(words, exit - SIGNALS));
    }
    if (exit != 0) {
      throw new UserError(
          "%s: training ended with exit code %d; the lines above say why. Repeat the command to continue"
              .formatted(words, exit));
    }
    return true;
  }

  /** Waits for the training process of a killed sweep. That process saves a checkpoint if it can, and then ends. */
  private void awaitFree(Path run) {
    for (long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L; ; ) {
      try {
        RunLock.refuseInUse(run);
        return;
      } catch (UserError e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserError("sweep: was interrupted", e);
      }
    }
  }

  /** The arms with their seeds, and which runs have ended before. */
  public Plan plan() {
    List<PlannedRun> runs = plan.runs();
    return new Plan(
        study.name(),
        folder.toString(),
        runs.size(),
        (int) runs.stream().filter(PlannedRun::finished).count(),
        study.arms().stream().map(arm -> Plan.Arm.of(arm, runs)).toList());
  }

  /** The planned runs, in their order. */
  List<PlannedRun> runs() {
    return plan.runs();
  }
}
