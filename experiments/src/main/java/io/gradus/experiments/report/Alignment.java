package io.gradus.experiments.report;

import io.gradus.core.UserError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs on one axis on which each stage begins at the same place, although the stages have different lengths. */
final class Alignment {
  /** Title of the axis. */
  static final String AXIS =
      "step   (each stage begins at the same place; a shorter one ends earlier)";

  /** Stages of the run that has the most. */
  private final List<StageSpan> named;

  /** The common stages: each is as long as in the run in which it is longest. */
  private final List<StageSpan> common = new ArrayList<>();

  private Alignment(List<RecordedRun> runs) {
    named = runs.stream()
        .map(run -> run.metrics().stages())
        .max(Comparator.comparingInt(List::size))
        .orElse(List.of());
    double[] lengths = new double[named.size()];
    for (RecordedRun run : runs) {
      int[] places = places(run);
      for (int s = 0; s < places.length; s++) {
        lengths[places[s]] =
            Math.max(lengths[places[s]], length(run.metrics().stages().get(s)));
      }
    }
    double last = 0;
    for (int s = 0; s < lengths.length; s++) {
      StageSpan stage = named.get(s);
      common.add(new StageSpan(s, stage.name(), last + 1, last + lengths[s], stage.rewarded()));
      last += lengths[s];
    }
  }

  /**
   * Moves the curves of runs so that stages of the same name begin at the same place.
   *
   * @throws UserError if the stages of a run are not some of the stages of the run that has the most
   */
  static List<RecordedRun> byStage(List<RecordedRun> runs) {
    Alignment alignment = new Alignment(runs);
    return runs.stream().map(alignment::aligned).toList();
  }

  private static double length(StageSpan stage) {
    return stage.last() - stage.first() + 1;
  }

  /** Finds a run's stages among the named ones, from the last on, because the last stages are usually compared. */
  private int[] places(RecordedRun run) {
    List<StageSpan> own = run.metrics().stages();
    int[] places = new int[own.size()];
    int at = named.size();
    for (int s = own.size() - 1; s >= 0; s--) {
      do {
        at--;
        if (at < 0) {
          throw new UserError(
              "--align: %s has the stages %s, but another run has %s. Compare runs with the same stages, or leave the option out"
                  .formatted(run.name(), words(own), words(named)));
        }
      } while (!named.get(at).name().equals(own.get(s).name()));
      places[s] = at;
    }
    return places;
  }

  private static String words(List<StageSpan> stages) {
    return stages.stream().map(StageSpan::name).collect(Collectors.joining(", "));
  }

  private RecordedRun aligned(RecordedRun run) {
    List<StageSpan> own = run.metrics().stages();
    if (own.isEmpty()) {
      return run;
    }
    int[] places = places(run);
    Map<String, Series> moved = new LinkedHashMap<>();
    run.metrics()
        .series()
        .forEach((key, series) ->
            moved.put(key, series.at(step -> moved(own, places, step, stageOf(own, step)))));
    List<Evaluation> evaluations = run.evaluations().stream()
        .map(e -> e.at(moved(own, places, e.globalStep(), stageOf(own, e))))
        .toList();
    return run.with(new MetricTable(moved, common, run.metrics().warnings()), evaluations);
  }

  private double moved(List<StageSpan> own, int[] places, double step, int stage) {
    return step - own.get(stage).first() + common.get(places[stage]).first();
  }

  private static int stageOf(List<StageSpan> own, double step) {
    int stage = 0;
    while (stage < own.size() - 1 && step > own.get(stage).last()) {
      stage++;
    }
    return stage;
  }

  /** The stage of an evaluation, which may be just before the stage's first step. */
  private static int stageOf(List<StageSpan> own, Evaluation evaluation) {
    for (int s = 0; s < own.size(); s++) {
      StageSpan stage = own.get(s);
      if (stage.name().equals(evaluation.stage())
          && evaluation.globalStep() >= stage.first() - 1
          && evaluation.globalStep() <= stage.last()) {
        return s;
      }
    }
    return stageOf(own, evaluation.globalStep());
  }
}
