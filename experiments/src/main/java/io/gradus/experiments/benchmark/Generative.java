package io.gradus.experiments.benchmark;

import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
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

    @About("how answers are sampled: length, stop texts, temperature")
    Drawing answer,

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
    Optional<Reward> pick,

    @About("variants that show how much the scores depend on the prompt and on the judgement")
    Optional<Sensitivity> sensitivity)
    implements Form {
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
    List<String> own = new ArrayList<>(extract.keySet());
    own.addAll(verify.keySet());
    for (String other : sensitivity.map(Sensitivity::judgements).orElse(List.of())) {
      if (own.contains(other)) {
        throw new IllegalArgumentException(
            "sensitivity: '%s' is already a score of this benchmark. Choose another name"
                .formatted(other));
      }
    }
    if (!judged.contains(Judging.ANSWER)) {
      throw new IllegalArgumentException("judged: must hold {answer}, where the answer goes");
    }
    var unused = List.of(new Words("target", target), new Words("judged", judged));
    attributes.forEach((key, text) -> new Words("attributes." + key, text));
  }

  @Override
  public List<String> scores() {
    return judging().scores();
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

  private Judging judging() {
    return new Judging(extract, verify, pick, answer.samples() > 1);
  }

  @Override
  public Form unvaried() {
    return worded(prompt);
  }

  @Override
  public Map<String, Form> reworded() {
    return Sensitivity.reworded(sensitivity, prompt, this::worded);
  }

  @Override
  public Map<String, List<String>> otherJudgements() {
    Map<String, List<String>> others = new LinkedHashMap<>();
    sensitivity
        .map(Sensitivity::judgements)
        .filter(names -> !names.isEmpty())
        .ifPresent(names -> judging().plainScores().forEach(score -> others.put(score, names)));
    return others;
  }

  @Override
  public Answered rejudged(Answered recorded) {
    return sensitivity
        .map(s -> new Judging(s.extract(), s.verify(), Optional.empty(), false).again(recorded))
        .orElse(recorded);
  }

  private Generative worded(Prompt words) {
    return new Generative(
        name,
        data,
        subjects,
        words,
        target,
        answer,
        extract,
        verify,
        judged,
        attributes,
        k,
        pick,
        Optional.empty());
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
      if (!frame.equals(Judging.ANSWER)) {
        details.put("judged", frame);
      }
      details.put("answers", written.stream().map(this::details).toList());
      return new Answered(
          row.subject(),
          row.index(),
          row.cluster(data.cluster()),
          written.stream().anyMatch(Model.Written::cut),
          judging().judge(problem, frame, written),
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
