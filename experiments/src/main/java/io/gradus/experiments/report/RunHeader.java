package io.gradus.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a reader wants to know first about a run: model, method, date, duration, status. */
final class RunHeader {
  private static final String UNKNOWN = "not recorded";

  private RunHeader() {}

  /** Facts in the order of the page. */
  static List<Page.Fact> of(RecordedRun run) {
    Map<String, String> keys = RecipeKeys.of(run.recipe());
    List<Page.Fact> facts = new ArrayList<>();
    facts.add(fact("Model", model(keys)));
    facts.add(fact("Method", method(keys)));
    facts.add(fact(
        "Started",
        run.provenance().getOrDefault("begun", UNKNOWN).replace("T", " ").replace("Z", " UTC")));
    facts.add(fact("Duration", duration(run)));
    facts.add(fact("Status", status(run, keys)));
    facts.add(fact("Rollouts", rollouts(run.rollouts())));
    return facts;
  }

  private static Page.Fact fact(String key, String value) {
    return new Page.Fact(key, Inert.text(value));
  }

  private static String model(Map<String, String> keys) {
    String adapter =
        keys.containsKey("policy.lora.rank") ? ", LoRA rank " + keys.get("policy.lora.rank") : "";
    String model = keys.getOrDefault("policy.model", "null");
    if (!model.equals("null")) {
      return model + adapter;
    }
    String layers = keys.get("policy.architecture.layers");
    return layers == null
        ? UNKNOWN
        : "%s from random weights: %s layers, width %s%s"
            .formatted(
                keys.getOrDefault("policy.architecture.type", "model"),
                layers,
                keys.getOrDefault("policy.architecture.width", "?"),
                adapter);
  }

  /** Stages with the parts that name their method, such as {@code sft → grpo (standardized, clipped-surrogate)}. */
  private static String method(Map<String, String> keys) {
    List<String> stages = new ArrayList<>();
    for (int i = 0; keys.containsKey("stages[%d].type".formatted(i)); i++) {
      String stage = "stages[%d].".formatted(i);
      List<String> parts = new ArrayList<>();
      for (String part : List.of("advantage", "loss", "reduction")) {
        String name = keys.get(stage + "objective." + part + ".type");
        if (name != null) {
          parts.add(name);
        }
      }
      stages.add(keys.get(stage + "type")
          + (parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")"));
    }
    return stages.isEmpty() ? UNKNOWN : String.join(" → ", stages);
  }

  private static String duration(RecordedRun run) {
    double seconds = run.result().path("seconds").asDouble(Double.NaN);
    if (Double.isFinite(seconds)) {
      return time(seconds);
    }
    Series steps = run.metrics().series().get("time/step");
    double sum = 0;
    for (int i = 0; steps != null && i < steps.y().length; i++) {
      sum += steps.y()[i];
    }
    return sum == 0 ? UNKNOWN : time(sum) + " in steps so far";
  }

  /** Seconds in words: {@code 31 s}, {@code 4 min 10 s}, {@code 3 h 5 min}. */
  static String time(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return String.format(Locale.ROOT, whole < 10 ? "%.1f s" : "%.0f s", seconds);
    }
    return whole < 3600
        ? "%d min %d s".formatted(whole / 60, whole % 60)
        : "%,d h %d min".formatted(whole / 3600, whole % 3600 / 60);
  }

  private static String status(RecordedRun run, Map<String, String> keys) {
    long planned = 0;
    for (int i = 0; keys.containsKey("stages[%d].type".formatted(i)); i++) {
      String steps = keys.getOrDefault("stages[%d].plan.steps".formatted(i), "0");
      planned += steps.matches("\\d{1,12}") ? Long.parseLong(steps) : 0;
    }
    long made =
        (long) run.metrics().stages().stream().mapToDouble(Stage::last).max().orElse(0);
    if (!run.result().isMissingNode()) {
      return "finished after %,d steps".formatted(made);
    }
    return planned > made
        ? "not finished: step %,d of %,d (still running, or stopped)".formatted(made, planned)
        : "no result: %,d steps were logged".formatted(made);
  }

  private static String rollouts(RolloutBook book) {
    return book.readable() == book.rollouts()
        ? "%,d".formatted(book.rollouts())
        : "%,d, %,d of them with text: see below".formatted(book.rollouts(), book.readable());
  }
}
