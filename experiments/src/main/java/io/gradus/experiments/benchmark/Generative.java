package io.gradus.experiments.benchmark;

import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.experiments.statistics.BestOfN;
import io.gradus.experiments.statistics.ConsensusAtK;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Questions whose answers are written, and judged by filters of lm-evaluation-harness or by rewards. */
@About("answers that the model writes, judged by extracting a text or by any reward")
public record Generative(
    @About("name in results") String name,

    @About("the questions") Source data,

    @Default("[]") @About("names that {subject} stands for; empty: all that have a file")
    List<String> subjects,

    Prompt prompt,

    @About("Jinja text of the right answer; examples show it")
    String target,

    @About("how answers are written") Drawing answer,

    @Default("{}") @About("scores by name, each a text that is compared with the target")
    Map<String, Extraction> extract,

    @Default("{}") @About("scores by name, each a reward that judges the answer")
    Map<String, Reward> verify,

    @Default("\"{answer}\"") @About("Jinja text that a reward sees; {answer} stands for the answer")
    String judged,

    @Default("{}") @About("Jinja texts that a reward needs, by name, such as tests")
    Map<String, String> attributes,

    @Default("[]") @About("values of k for pass@k, each at most answer.samples")
    List<Integer> k,

    @About("reward that picks one of the samples; adds a score NAME-best to each other")
    Optional<Reward> pick)
    implements Form {
  private static final String ANSWER = "{answer}";
  /** Ending of the score of the most frequent answer (cons@k). */
  private static final String CONSENSUS = "-consensus";
  /** Ending of the score of the sample that {@code pick} prefers (best of n). */
  private static final String BEST = "-best";

  public Generative {
    subjects = List.copyOf(subjects);
    extract = new LinkedHashMap<>(extract);
    verify = new LinkedHashMap<>(verify);
    attributes = Map.copyOf(attributes);
    k = List.copyOf(k);
    if (extract.isEmpty() && verify.isEmpty()) {
      throw new IllegalArgumentException("extract: give a score with extract or verify");
    }
    for (String score : verify.keySet()) {
      if (extract.containsKey(score)) {
        throw new IllegalArgumentException(
            "verify.%s: is already a score of extract".formatted(score));
      }
    }
    for (int i = 0; i < k.size(); i++) {
      if (k.get(i) < 1 || k.get(i) > answer.samples()) {
        throw new IllegalArgumentException("k[%d]: must be 1 to answer.samples (%d), but is %d"
            .formatted(i, answer.samples(), k.get(i)));
      }
    }
    if (!judged.contains(ANSWER)) {
      throw new IllegalArgumentException("judged: must hold {answer}, where the answer goes");
    }
    var unused = List.of(new Words("target", target), new Words("judged", judged));
    attributes.forEach((key, text) -> new Words("attributes." + key, text));
  }

  @Override
  public List<String> scores() {
    List<String> scores = new ArrayList<>(extract.keySet());
    scores.addAll(verify.keySet());
    if (answer.samples() > 1) {
      extract.keySet().forEach(score -> scores.add(score + CONSENSUS));
    }
    if (pick.isPresent()) {
      List.copyOf(extract.keySet()).forEach(score -> scores.add(score + BEST));
      List.copyOf(verify.keySet()).forEach(score -> scores.add(score + BEST));
    }
    return scores;
  }

  @Override
  public List<Integer> passAt() {
    return k;
  }

  @Override
  public Exam open(Model model) {
    Words goal = new Words("target", target);
    return new WritingExam(prompt.write(data, subjects, goal::of, text -> text, model), goal);
  }

  private Problem problem(Row row, String asked, String goal) {
    Map<String, String> values = new LinkedHashMap<>();
    attributes.forEach(
        (key, text) -> values.put(key, new Words("attributes." + key, text).of(row)));
    return new Problem(
        Answered.key(row.subject(), row.index()), asked, goal, Optional.empty(), values);
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
    if (answer.samples() > 1) {
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

  private final class WritingExam implements Exam {
    private final List<Prompt.Asked> asked;
    private final Words goal;

    WritingExam(List<Prompt.Asked> asked, Words goal) {
      this.asked = asked;
      this.goal = goal;
    }

    @Override
    public List<Question> questions() {
      return asked.stream()
          .map(each -> new Question(
              each.row().subject(),
              each.row().index(),
              each.text(),
              answer.maxTokens() * answer.samples()))
          .toList();
    }

    @Override
    public List<Answered> answer(List<Integer> which, Model model) {
      List<List<Model.Written>> written = model.write(which.stream()
          .map(i -> new Model.Request(asked.get(i).text(), answer, i))
          .toList());
      return IntStream.range(0, which.size())
          .mapToObj(i -> judged(asked.get(which.get(i)), written.get(i)))
          .toList();
    }

    private Answered judged(Prompt.Asked question, List<Model.Written> written) {
      Row row = question.row();
      Problem problem = problem(row, question.asked(), goal.of(row));
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("question", problem.question());
      details.put("target", problem.answer());
      if (!problem.attributes().isEmpty()) {
        details.put("attributes", problem.attributes());
      }
      String frame = new Words("judged", judged).of(row);
      if (!frame.equals(ANSWER)) {
        details.put("judged", frame);
      }
      details.put("answers", written.stream().map(this::details).toList());
      return new Answered(
          row.subject(),
          row.index(),
          row.cluster(data.cluster()),
          written.stream().anyMatch(Model.Written::cut),
          judge(problem, frame, written),
          details);
    }

    private Map<String, Object> details(Model.Written written) {
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("text", written.text());
      details.put("tokens", written.tokens());
      details.put("finish", written.finish().name().toLowerCase(Locale.ROOT));
      Map<String, String> extracted = new LinkedHashMap<>();
      extract.forEach((score, extraction) -> extracted.put(score, extraction.of(written.text())));
      if (!extracted.isEmpty()) {
        details.put("extracted", extracted);
      }
      return details;
    }
  }
}
