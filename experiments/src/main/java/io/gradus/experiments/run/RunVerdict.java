package io.gradus.experiments.run;

import io.gradus.experiments.journal.Position;
import io.gradus.experiments.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Verdict on a run, in words.
 *
 * @param learned a line for each benchmark and mode: better, worse or no clear change, with its interval
 * @param signal a line for each stage that explores, with the number of steps that had signal
 * @param next suggestions for the next steps
 */
public record RunVerdict(List<String> learned, List<String> signal, List<String> next) {
  /** If more than this share of the steps has no signal, the run was mostly wasted. */
  private static final double MOSTLY = 0.5;

  /** If more than this share of the completions is truncated, the token budget decides the reward. */
  private static final double MANY = 0.2;

  /** With fewer problems, an interval is wider than most improvements. */
  private static final int FEW = 100;

  /** Above this pass@1, little is left to learn. */
  private static final double NEARLY_ALL = 0.95;

  public RunVerdict {
    learned = List.copyOf(learned);
    signal = List.copyOf(signal);
    next = List.copyOf(next);
  }

  static RunVerdict of(
      RunDirectory directory,
      Recipe recipe,
      Map<String, Comparison> evaluation,
      List<StageSignal> signals,
      Optional<BestCheckpoint> best) {
    List<String> learned = new ArrayList<>();
    evaluation.forEach((name, comparison) -> learned.add(learned(name, comparison)));
    if (evaluation.isEmpty()) {
      learned.add("not measured: the recipe has no benchmark");
    }
    best.ifPresent(b -> learned.add(b.words()));
    return new RunVerdict(
        learned,
        signals.stream().map(StageSignal::words).toList(),
        next(directory, recipe, evaluation, signals, best));
  }

  private static String learned(String name, Comparison comparison) {
    Change change = comparison.change();
    String reading = change == null
        ? "measured only once, so there is nothing to compare"
        : switch (change.reading()) {
          case BETTER -> "better";
          case WORSE -> "worse";
          case UNCLEAR -> "no clear change";
        };
    return "%s: %s, %s".formatted(name, reading, comparison.words());
  }

  private static List<String> next(
      RunDirectory directory,
      Recipe recipe,
      Map<String, Comparison> evaluation,
      List<StageSignal> signals,
      Optional<BestCheckpoint> best) {
    List<String> next = new ArrayList<>();
    // A completion that is cut off has no answer, so this may be the cause of everything below.
    signals.stream()
        .filter(signal -> signal.truncated() > MANY)
        .map(signal ->
            "%s: %.0f %% of the completions ran out of tokens. Raise stages[%d].sampling.max-tokens"
                .formatted(signal.stage(), 100 * signal.truncated(), signal.stageIndex() - 1))
        .forEach(next::add);
    signals.stream()
        .filter(signal -> signal.withoutSignal() > MOSTLY * signal.steps())
        .map(signal -> withoutSignal(directory, signal))
        .forEach(next::add);
    best.filter(BestCheckpoint::unbeaten)
        .ifPresent(b -> next.add(
            "No checkpoint beat the starting weights on %s. Use the model that the run began with, or train otherwise: lower optimizer.learning-rate, or choose other problems"
                .formatted(b.benchmark())));
    if (evaluation.isEmpty()) {
      next.add(
          "Add a benchmark (evaluation.benchmarks), or measure now: gradus eval %s --recipe RECIPE"
              .formatted(directory.path()));
    }
    if (any(evaluation, Change.Reading.WORSE)) {
      next.add(
          "Something became worse. Read rollouts over time (gradus report %s), and lower optimizer.learning-rate"
              .formatted(directory.path()));
    }
    evaluation.entrySet().stream()
        .filter(e -> e.getValue().change() != null
            && e.getValue().change().reading() == Change.Reading.UNCLEAR
            && e.getValue().after().path("problems").asInt() < FEW)
        .findFirst()
        .ifPresent(e -> next.add(
            "%s: the interval is wide because the benchmark has only %d problems. Raise evaluation.benchmarks[].problems"
                .formatted(e.getKey(), e.getValue().after().path("problems").asInt())));
    best.filter(b -> !b.unbeaten() && !isLast(b, recipe))
        .ifPresent(b -> next.add(
            "The best checkpoint is not the last. Export it: gradus export %s --checkpoint best%s --to FOLDER"
                .formatted(
                    directory.path(), recipe.policy().lora().isPresent() ? " --adapter" : "")));
    if (next.isEmpty() && any(evaluation, Change.Reading.BETTER) && hasRoom(evaluation)) {
      int last = recipe.stages().size() - 1;
      next.add("It may still improve. Continue with --resume --set stages[%d].plan.steps=%d"
          .formatted(last, 2 * recipe.stages().get(last).steps()));
    }
    return next;
  }

  private static String withoutSignal(RunDirectory directory, StageSignal signal) {
    String remedy = signal.allWrong() > signal.allCorrect()
        ? "Most groups were all wrong. Use easier problems, a longer cold start (type sft), "
            + "or a larger plan.group-size"
        : signal.allCorrect() > 0
            ? "Most groups were all correct. Use harder problems"
            : "Check that the reward distinguishes completions";
    return "%s: %s. To see single completions: gradus report %s"
        .formatted(signal.stage(), remedy, directory.path());
  }

  private static boolean any(Map<String, Comparison> evaluation, Change.Reading reading) {
    return evaluation.values().stream()
        .anyMatch(c -> c.change() != null && c.change().reading() == reading);
  }

  private static boolean hasRoom(Map<String, Comparison> evaluation) {
    return evaluation.values().stream()
        .anyMatch(c -> c.after().path("pass_at_1").asDouble() < NEARLY_ALL);
  }

  private static boolean isLast(BestCheckpoint best, Recipe recipe) {
    int stages = recipe.stages().size();
    return Position.ofCheckpoint(best.checkpoint())
        .equals(new Position(stages, recipe.stages().get(stages - 1).steps()));
  }

  /** Returns all lines, under headings. */
  public String words() {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    parts.put("learned", learned);
    parts.put("signal", signal);
    parts.put("next", next);
    return parts.entrySet().stream()
        .flatMap(part -> lines(part.getKey(), part.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private static Stream<String> lines(String heading, List<String> lines) {
    return lines.stream().map(line -> "%-8s %s".formatted(heading, line));
  }
}
