package io.gradus.experiments.pipeline;

import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.checkpoint.RunLock;
import io.gradus.core.component.Suggestion;
import io.gradus.experiments.export.RunExport;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.run.Run;
import io.gradus.experiments.run.RunDirectory;
import io.gradus.experiments.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs the stages of a pipeline one after another, in the pipeline's directory. A finished stage is not repeated, and
 * an interrupted stage continues. So the same command continues a pipeline that was stopped or killed.
 */
public final class PipelineRun {
  private static final int SHORT = 8;

  private final Pipeline pipeline;
  private final StageGraph graph;
  private final StagePlanner planner;
  private final Path folder;

  /**
   * Reads the graph of the stages, and writes nothing.
   *
   * @throws UserError with the faults of the graph
   */
  public PipelineRun(Pipeline pipeline, StageRecipes recipes, Path folder) {
    this.pipeline = pipeline;
    this.folder = folder;
    graph = StageGraph.of(pipeline);
    planner = new StagePlanner(pipeline, graph, recipes, folder);
  }

  /** Checks every stage, including all data that already exist. */
  public void check() {
    planner.check();
  }

  /**
   * Runs every stage that is not done.
   *
   * @param until last stage to run; empty: all
   * @param begun called when the directory is locked, before the first stage
   * @param progress makes the status line of a stage
   * @throws UserError with reason and remedy if a stage cannot run
   * @throws StopSignal.StopRequested if a stop was requested; the same command continues
   */
  public void run(
      Optional<String> until, Runnable begun, Supplier<Progress> progress, StopSignal stop) {
    List<StageNode> stages = wanted(until);
    if (new RunDirectory(folder).begun()) {
      throw new UserError(
          "%s: is the directory of a run, because it has a recipe.yaml. Choose another folder (--run DIR)"
              .formatted(folder));
    }
    check();
    try (RunLock lock = RunLock.acquire(folder)) {
      assert lock.folder() != null;
      begun.run();
      for (int i = 0; i < stages.size(); i++) {
        stop.check();
        StageNode node = stages.get(i);
        PlannedStage planned = planner.plan(node);
        StageHome home = planner.home(node.name());
        if (status(planned, home) == StageStatus.DONE) {
          continue;
        }
        try (Progress line = progress.get()) {
          line.note("stage %d of %d: %s (%s%s)"
              .formatted(
                  i + 1,
                  stages.size(),
                  node.name(),
                  node.type(),
                  node.inputs().isEmpty() ? "" : ", after " + String.join(", ", node.inputs())));
          run(planned, home, line, stop);
        }
      }
    }
  }

  /**
   * Checks the name of the last stage to run.
   *
   * @throws UserError if the pipeline has no such stage
   */
  public void checkUntil(Optional<String> until) {
    List<String> names = List.copyOf(graph.names());
    until.filter(name -> !names.contains(name)).ifPresent(name -> {
      throw new UserError("--until %s: is no stage of this pipeline.%s It has: %s"
          .formatted(name, Suggestion.didYouMean(name, names), String.join(", ", names)));
    });
  }

  /** Returns the last wanted stage, and all stages that it depends on. */
  private List<StageNode> wanted(Optional<String> until) {
    checkUntil(until);
    if (until.isEmpty()) {
      return graph.inOrder();
    }
    List<String> needed = new ArrayList<>(List.of(until.get()));
    for (int i = 0; i < needed.size(); i++) {
      for (String input : graph.stage(needed.get(i)).inputs()) {
        if (!needed.contains(input)) {
          needed.add(input);
        }
      }
    }
    return graph.inOrder().stream().filter(node -> needed.contains(node.name())).toList();
  }

  private void run(PlannedStage planned, StageHome home, Progress progress, StopSignal stop) {
    Optional<StageRecord> before = StageRecord.read(home.record());
    if (before.isPresent() && !before.get().key().equals(planned.key())) {
      setAside(planned, home, before.get(), progress);
    }
    putBack(planned, home, progress);
    try {
      Files.createDirectories(home.path());
    } catch (IOException e) {
      throw new UserError("%s: cannot be made: %s".formatted(home.path(), e.getMessage()), e);
    }
    if (StageRecord.read(home.record()).filter(StageRecord::done).isPresent()) {
      return; // an earlier result with this key was put back
    }
    new StageRecord(planned.key(), false, Map.of()).write(home.record());
    boolean sameText = !home.run().begun() || home.run().holds(planned.resolved());
    try {
      var unused = new Run(planned.recipe(), planned.resolved(), home.run(), progress, stop)
          .train(home.run().begun());
    } catch (UserError e) {
      if (sameText) {
        throw e;
      }
      throw new UserError(
          "%s%nThe stage began with other paths: in another folder, or with another --run. Repeat the first command exactly, or delete %s to run the stage again"
              .formatted(e.getMessage(), home.path()),
          e);
    }
    new StageRecord(planned.key(), true, artefacts(planned, home)).write(home.record());
  }

  /** Exports the model, and hashes it and the other artefacts. */
  private static Map<String, String> artefacts(PlannedStage planned, StageHome home) {
    Stage stage = planned.recipe().stages().get(0);
    Map<String, String> hashes = new LinkedHashMap<>();
    if (stage.learning().isPresent()) {
      if (!Files.exists(home.model())) {
        var unused =
            new RunExport(planned.recipe(), home.run(), Optional.empty()).folder(home.model());
      }
      hashes.put(below(home, home.model()), Artefacts.hash(home.model()));
    }
    for (String name : stage.artefacts()) {
      Path file = home.run().artefacts(1, stage.name()).resolve(name);
      hashes.put(below(home, file), Artefacts.hash(file));
    }
    return hashes;
  }

  private static String below(StageHome home, Path path) {
    return home.path().relativize(path).toString();
  }

  /** Moves a result with another key to {@code replaced/}. */
  private void setAside(PlannedStage planned, StageHome home, StageRecord old, Progress progress) {
    String name = planned.node().name();
    Path kept = replaced(name, old.key());
    try {
      Files.createDirectories(folder.resolve("replaced"));
    } catch (IOException e) {
      throw new UserError(
          "%s: cannot be made: %s".formatted(folder.resolve("replaced"), e.getMessage()), e);
    }
    move(home.path(), kept);
    progress.note(
        "%s: a key or an input has changed; the earlier result is now %s".formatted(name, kept));
  }

  /** Moves an earlier result with the current key back, also if an earlier process was killed before it did so. */
  private void putBack(PlannedStage planned, StageHome home, Progress progress) {
    String name = planned.node().name();
    Path earlier = replaced(name, planned.key());
    if (Files.exists(earlier) && !Files.exists(home.path())) {
      move(earlier, home.path());
      progress.note(
          "%s: has run with these keys and inputs before, so that result is back".formatted(name));
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UserError("%s: cannot be moved to %s: %s".formatted(from, to, e.getMessage()), e);
    }
  }

  private Path replaced(String stage, String key) {
    return folder.resolve("replaced").resolve(stage + "-" + key.substring(0, SHORT));
  }

  /**
   * Returns the state of a stage whose inputs are complete.
   *
   * @throws UserError if an artefact has changed since the stage wrote it
   */
  private static StageStatus status(PlannedStage planned, StageHome home) {
    Optional<StageRecord> record = StageRecord.read(home.record());
    if (record.isEmpty()) {
      return StageStatus.NEXT;
    }
    if (!record.get().key().equals(planned.key())) {
      return record.get().done() ? StageStatus.STALE : StageStatus.NEXT;
    }
    if (!record.get().done()) {
      return StageStatus.BEGUN;
    }
    record.get().artefacts().forEach((path, hash) -> {
      Path artefact = home.path().resolve(path);
      if (!Files.exists(artefact) || !Artefacts.hash(artefact).equals(hash)) {
        throw new UserError(
            "%s: has changed since stage '%s' wrote it. Restore it, or delete %s to run the stage again"
                .formatted(artefact, planned.node().name(), home.path()));
      }
    });
    return StageStatus.DONE;
  }

  /** Returns the state of every stage, in the order in which they run. Nothing is written. */
  public Map<String, StageStatus> statuses() {
    Map<String, StageStatus> all = new LinkedHashMap<>();
    planner.check();
    for (StageNode node : graph.inOrder()) {
      boolean ready = node.inputs().stream().allMatch(input -> all.get(input) == StageStatus.DONE);
      StageHome home = planner.home(node.name());
      boolean began = StageRecord.read(home.record()).isPresent();
      all.put(
          node.name(),
          ready
              ? status(planner.plan(node), home)
              : began ? StageStatus.STALE : StageStatus.WAITING);
    }
    return all;
  }

  /** Returns the pipeline. */
  public Pipeline pipeline() {
    return pipeline;
  }

  /** Returns the stages in the order in which they run. */
  List<StageNode> stages() {
    return graph.inOrder();
  }

  StageHome home(String stage) {
    return planner.home(stage);
  }
}
