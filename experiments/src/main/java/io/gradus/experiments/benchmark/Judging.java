package io.gradus.experiments.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.experiments.statistics.BestOfN;
import io.gradus.experiments.statistics.ConsensusAtK;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Scores of written answers.
 *
 * @param extract scores by name, each a text that is compared with the target
 * @param verify scores by name, each a reward
 * @param pick reward that picks one of the samples; adds a score NAME-best to each other
 * @param consensus whether the most frequent answer is scored, too
 */
record Judging(
    Map<String, Extraction> extract,
    Map<String, Reward> verify,
    Optional<Reward> pick,
    boolean consensus) {
  /** Place of the answer in the text that a reward sees. */
  static final String ANSWER = "{answer}";
  /** Ending of the score of the most frequent answer (cons@k). */
  private static final String CONSENSUS = "-consensus";
  /** Ending of the score of the sample that {@code pick} prefers (best of n). */
  private static final String BEST = "-best";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Names of the scores. */
  List<String> scores() {
    List<String> plain = plainScores();
    List<String> scores = new ArrayList<>(plain);
    if (consensus) {
      extract.keySet().forEach(score -> scores.add(score + CONSENSUS));
    }
    if (pick.isPresent()) {
      plain.forEach(score -> scores.add(score + BEST));
    }
    return scores;
  }

  /** Names of the scores that judge each sample by itself. */
  List<String> plainScores() {
    List<String> scores = new ArrayList<>(extract.keySet());
    scores.addAll(verify.keySet());
    return scores;
  }

  /**
   * Judges the samples of a question by every score.
   *
   * @param frame what a reward sees, with a place for the answer
   */
  Map<String, List<Answered.Mark>> judge(
      Problem problem, String frame, List<Model.Written> written) {
    Map<String, List<Answered.Mark>> marks = new LinkedHashMap<>();
    extract.forEach((score, extraction) -> marks.put(
        score,
        written.stream()
            .map(each -> {
              String answer = extraction.of(each.text());
              return new Answered.Mark(
                  extraction.matches(answer, problem.answer()) ? 1 : 0,
                  truncated(each)
                      ? Outcome.TRUNCATED
                      : answer.equals(Extraction.INVALID) ? Outcome.UNPARSED : Outcome.JUDGED);
            })
            .toList()));
    List<Completion> completions = written.stream()
        .map(each -> Completion.ofText(
            frame.replace(ANSWER, each.text()),
            new int[0],
            truncated(each) ? FinishReason.LENGTH : FinishReason.STOP))
        .toList();
    verify.forEach((score, reward) -> {
      List<Score> scores = reward.scoreGroup(new Group(problem, completions));
      marks.put(
          score,
          IntStream.range(0, written.size())
              .mapToObj(i -> new Answered.Mark(
                  scores.get(i).succeeded() ? 1 : 0,
                  truncated(written.get(i))
                      ? Outcome.TRUNCATED
                      : Outcome.of(scores.get(i).verdict())))
              .toList());
    });
    if (consensus) {
      extract.forEach((score, extraction) ->
          marks.put(score + CONSENSUS, List.of(consensus(extraction, problem.answer(), written))));
    }
    pick.ifPresent(by -> {
      double[] rewards = by.scoreGroup(new Group(problem, completions)).stream()
          .mapToDouble(Score::value)
          .toArray();
      Map<String, List<Answered.Mark>> judgements = new LinkedHashMap<>(marks);
      judgements.forEach((score, each) -> {
        if (!score.endsWith(CONSENSUS)) {
          double[] values = each.stream().mapToDouble(Answered.Mark::score).toArray();
          marks.put(
              score + BEST,
              List.of(Answered.Mark.of(BestOfN.ofProblem(rewards, values, rewards.length))));
        }
      });
    });
    return marks;
  }

  /** Judges the recorded answers to a question; the result has only these marks. */
  Answered again(Answered recorded) {
    JsonNode details = JSON.valueToTree(recorded.details());
    Map<String, String> attributes = new LinkedHashMap<>();
    details
        .path("attributes")
        .properties()
        .forEach(field -> attributes.put(field.getKey(), field.getValue().asText()));
    Problem problem = new Problem(
        recorded.key(),
        details.path("question").asText(),
        details.path("target").asText(),
        Optional.empty(),
        attributes);
    List<Model.Written> written = new ArrayList<>();
    for (JsonNode answer : details.path("answers")) {
      written.add(new Model.Written(
          answer.path("text").asText(),
          answer.path("tokens").asInt(),
          Model.Finish.valueOf(answer.path("finish").asText().toUpperCase(Locale.ROOT)),
          recorded.cut()));
    }
    return new Answered(
        recorded.subject(),
        recorded.row(),
        recorded.cluster(),
        recorded.cut(),
        judge(problem, details.path("judged").asText(ANSWER), written),
        Map.of());
  }

  /** Whether the most frequent answer is right; tied answers count by their share. */
  private static Answered.Mark consensus(
      Extraction extraction, String target, List<Model.Written> written) {
    List<Optional<String>> answers = written.stream()
        .map(each -> Optional.of(extraction.of(each.text()))
            .filter(answer -> !answer.equals(Extraction.INVALID)))
        .toList();
    return Answered.Mark.of(ConsensusAtK.ofProblem(
        answers, extraction::matches, answer -> extraction.matches(answer, target)));
  }

  private static boolean truncated(Model.Written written) {
    return written.finish() == Model.Finish.LENGTH;
  }
}
