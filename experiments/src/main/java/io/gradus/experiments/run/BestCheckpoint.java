package io.gradus.experiments.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gradus.experiments.journal.Position;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint with the highest pass@1 on one half of a benchmark's problems, reported on the other half; if several
 * are equal, the earliest. Only the journal of evaluations decides which checkpoint it is, so a killed and resumed run
 * finds the same checkpoint.
 *
 * @param checkpoint name, such as {@code 2-grpo-000100}
 * @param mode {@code sampled}, or {@code greedy} if the benchmark only decodes greedily
 * @param passAt1 pass@1 in [0, 1] on the half that reports, with its 95 % interval {@code low} to {@code high}
 * @param problems number of problems that report
 * @param choicePassAt1 pass@1 on the half that chose the checkpoint; biased upwards by the choice
 * @param choiceProblems number of problems that choose
 * @param evaluations number of evaluations that were compared
 * @param start pass@1 of the weights before the first step on the half that reports; null if they were not evaluated
 * @param choiceStart the same on the half that chooses
 */
@JsonNaming(SnakeCaseStrategy.class)
public record BestCheckpoint(
    String checkpoint,
    String benchmark,
    String mode,
    @JsonProperty("pass_at_1") double passAt1,
    double low,
    double high,
    int problems,
    @JsonProperty("choice_pass_at_1") double choicePassAt1,
    int choiceProblems,
    int evaluations,
    @JsonProperty("start_pass_at_1") @Nullable Double start,
    @JsonProperty("choice_start_pass_at_1") @Nullable Double choiceStart) {

  /** An evaluation that was judged on both halves. */
  private record Candidate(String checkpoint, Halves.Score choice, Halves.Score report) {
    static Optional<Candidate> of(JsonNode line) {
      String name = new Position(
              line.path("stage_index").asInt(), line.path("step").asLong())
          .checkpoint(line.path("stage").asText());
      return Halves.choice(line)
          .flatMap(
              choice -> Halves.report(line).map(report -> new Candidate(name, choice, report)));
    }

    boolean beats(@Nullable Candidate other) {
      return other == null || choice.passAt1().value() > other.choice.passAt1().value();
    }
  }

  /**
   * Chooses the best of some checkpoints.
   *
   * @param checkpoints names of the checkpoints to choose from
   * @return empty if none of them was evaluated on the benchmark
   */
  static Optional<BestCheckpoint> of(
      RunDirectory directory, String benchmark, Collection<String> checkpoints) {
    Candidate best = null;
    Candidate start = null;
    String mode = "";
    int evaluations = 0;
    for (JsonNode line : directory.evaluations().read()) {
      if (!line.path("benchmark").asText().equals(benchmark)) {
        continue;
      }
      mode = mode.isEmpty() ? line.path("mode").asText() : mode; // sampled is written before greedy
      if (!line.path("mode").asText().equals(mode)) {
        continue;
      }
      Optional<Candidate> judged = Candidate.of(line);
      if (line.path("step").asLong() == 0) {
        start = judged.orElse(null); // no checkpoint has these weights
        continue;
      }
      evaluations++;
      if (judged.isPresent()
          && checkpoints.contains(judged.get().checkpoint)
          && judged.get().beats(best)) {
        best = judged.get();
      }
    }
    return best == null
        ? Optional.empty()
        : Optional.of(of(best, benchmark, mode, evaluations, start));
  }

  private static BestCheckpoint of(
      Candidate best, String benchmark, String mode, int evaluations, @Nullable Candidate start) {
    return new BestCheckpoint(
        best.checkpoint,
        benchmark,
        mode,
        best.report.passAt1().value(),
        best.report.passAt1().low(),
        best.report.passAt1().high(),
        best.report.problems(),
        best.choice.passAt1().value(),
        best.choice.problems(),
        evaluations,
        start == null ? null : start.report.passAt1().value(),
        start == null ? null : start.choice.passAt1().value());
  }

  /** Returns whether the weights before the first step were as good, so that training brought nothing. */
  boolean unbeaten() {
    return choiceStart != null && choiceStart >= choicePassAt1;
  }

  /** Human-readable checkpoint and reason. */
  String words() {
    String chosen =
        "%s: best of %d evaluations on %s (%s), chosen with pass@1 %.1f %% on %d of the problems"
            .formatted(
                checkpoint, evaluations, benchmark, mode, 100 * choicePassAt1, choiceProblems);
    String reported = "on the other %d it has %.1f %% (95 %%: %.1f to %.1f)"
        .formatted(problems, 100 * passAt1, 100 * low, 100 * high);
    return unbeaten() && choiceStart != null && start != null
        ? "%s, where the weights before the first step have %.1f %%; %s, they have %.1f %%"
            .formatted(chosen, 100 * choiceStart, reported, 100 * start)
        : chosen + "; " + reported;
  }
}
