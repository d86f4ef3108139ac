package io.gradus.experiments.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.UserError;
import io.gradus.experiments.benchmark.Answered;
import io.gradus.experiments.harness.AnswerFile;
import io.gradus.experiments.harness.EvaluationFolder;
import io.gradus.experiments.harness.Scoreboard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scores of one side, by question.
 *
 * @param source folder of the evaluation or of the run
 * @param tables by benchmark and score, such as {@code gsm8k strict-match}
 */
record Scores(Path source, Map<String, Map<String, Item>> tables) {

  /**
   * A question's score.
   *
   * @param score mean over samples
   * @param cluster the same for related questions
   * @param asked what was asked, so that other questions are not compared
   * @param censored whether a sample could not be judged
   */
  record Item(double score, String cluster, String asked, boolean censored) {}

  /**
   * Reads the answers of an evaluation, or the last evaluations of a run.
   *
   * @throws UserError if the folder holds neither
   */
  static Scores read(Path source) {
    EvaluationFolder folder = new EvaluationFolder(source);
    if (folder.begun()) {
      return ofEvaluation(folder);
    }
    if (Files.isRegularFile(source.resolve("evaluations.jsonl"))) {
      return ofRun(source);
    }
    throw new UserError(
        "%s: holds neither an evaluation (evaluation.json) nor a run (evaluations.jsonl). Give the output folder of gradus eval --benchmarks, or a run directory"
            .formatted(source));
  }

  private static Scores ofEvaluation(EvaluationFolder folder) {
    Map<String, Map<String, Item>> tables = new LinkedHashMap<>();
    for (String benchmark : folder.benchmarks()) {
      for (Answered answer : folder.answers(benchmark).read()) {
        String asked = answer.details().get("question") + " "
            + answer.details().getOrDefault("target", answer.details().get("choices"));
        answer
            .marks()
            .forEach((score, marks) -> tables
                .computeIfAbsent(benchmark + " " + score, name -> new LinkedHashMap<>())
                .put(
                    answer.key(),
                    new Item(
                        Scoreboard.average(answer.scores(score)),
                        answer.cluster(),
                        asked,
                        marks.stream().anyMatch(mark -> mark.outcome().censors()))));
      }
    }
    return new Scores(folder.path(), tables);
  }

  private static Scores ofRun(Path run) {
    Map<String, Map<String, Item>> tables = new LinkedHashMap<>();
    for (JsonNode line : new AnswerFile(run.resolve("evaluations.jsonl")).lines()) {
      Map<String, Item> table = new LinkedHashMap<>();
      JsonNode solved = line.path("solved");
      for (int i = 0; i < solved.size(); i++) {
        if (solved.get(i).isNumber()) {
          table.put(
              "/" + i,
              new Item(solved.get(i).asDouble(), "", line.path("problem_set").asText(), false));
        }
      }
      // later lines replace earlier ones
      tables.put(line.path("benchmark").asText() + " " + line.path("mode").asText(), table);
    }
    return new Scores(run, tables);
  }
}
