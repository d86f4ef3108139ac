package io.gradus.experiments.benchmark;

import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Multiple choice by log-likelihood, in the form of lm-evaluation-harness. */
@About("multiple choice by the log-likelihood of each choice, as in lm-evaluation-harness")
public record MultipleChoice(
    @About("name in results") String name,

    @About("the questions") Source data,

    @Default("[]") @About("names that {subject} stands for; empty: all that have a file")
    List<String> subjects,

    Prompt prompt,

    @About("Jinja text that gives the choices as a JSON array")
    String choices,

    @About("Jinja text that gives the index of the right choice, from 0; or give labels")
    Optional<String> gold,

    @About("Jinja text that gives a JSON array with 1 for each right choice and 0 for others")
    Optional<String> labels,

    @Default("none") @About("wikihow: removes the marks of HellaSwag's texts")
    Clean clean,

    @Default("[acc, acc-norm]")
    @About("acc, acc-norm (by characters), acc-bytes, mass (TruthfulQA's mc2)")
    List<ChoiceMetric> metrics,

    @About("other prompts that show how much the scores depend on the words")
    Optional<Sensitivity> sensitivity)
    implements Form {

  public MultipleChoice {
    subjects = List.copyOf(subjects);
    metrics = List.copyOf(metrics);
    if (gold.isPresent() == labels.isPresent()) {
      throw new IllegalArgumentException("gold: give either gold or labels");
    }
    if (metrics.isEmpty()) {
      throw new IllegalArgumentException("metrics: must name at least one");
    }
    if (sensitivity.map(s -> !s.judgements().isEmpty()).orElse(false)) {
      throw new IllegalArgumentException(
          "sensitivity: multiple choice extracts no answer. Leave out extract and verify; metrics names other scores");
    }
    var unused = List.of(
        new Words("choices", choices), new Words("gold", gold.or(() -> labels).orElseThrow()));
  }

  @Override
  public List<String> scores() {
    return metrics.stream().map(ChoiceMetric::label).toList();
  }

  @Override
  public Form unvaried() {
    return worded(prompt);
  }

  @Override
  public Map<String, Form> reworded() {
    return Sensitivity.reworded(sensitivity, prompt, this::worded);
  }

  private MultipleChoice worded(Prompt words) {
    return new MultipleChoice(
        name, data, subjects, words, choices, gold, labels, clean, metrics, Optional.empty());
  }

  /**
   * The choices of a row.
   *
   * @param right {@code (K)} which choices are right
   */
  private record Choices(List<String> texts, boolean[] right) {
    /** The first right choice, which an example shows. */
    String answer() {
      return texts.get(
          IntStream.range(0, right.length).filter(i -> right[i]).findFirst().orElseThrow());
    }
  }

  private Choices choicesOf(Row row) {
    List<String> texts =
        new Words("choices", choices).listOf(row).stream().map(clean::of).toList();
    boolean[] right = new boolean[texts.size()];
    if (labels.isPresent()) {
      List<String> marks = new Words("labels", labels.get()).listOf(row);
      for (int i = 0; i < Math.min(right.length, marks.size()); i++) {
        right[i] = marks.get(i).equals("1") || marks.get(i).equals("true");
      }
    } else {
      int index = index(new Words("gold", gold.orElseThrow()).of(row).strip(), row);
      if (index >= 0 && index < right.length) {
        right[index] = true;
      }
    }
    if (texts.size() < 2 || IntStream.range(0, right.length).noneMatch(i -> right[i])) {
      throw new UserError(
          "%s: %s: has %d choices, and none of them is right. Check 'choices' and '%s'"
              .formatted(name, row.place(), texts.size(), gold.isPresent() ? "gold" : "labels"));
    }
    return new Choices(texts, right);
  }

  private int index(String text, Row row) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new UserError(
          "%s: gold: %s: expected the index of a choice, but is '%s'"
              .formatted(name, row.place(), text),
          e);
    }
  }

  @Override
  public Exam open(Model model) {
    String delimiter = prompt.chat().delimiter(prompt.delimiter());
    List<Prompt.Asked> asked =
        prompt.write(data, subjects, row -> choicesOf(row).answer(), clean::of, model);
    List<Choices> all = asked.stream().map(each -> choicesOf(each.row())).toList();
    return new ChoiceExam(asked, all, delimiter);
  }

  private final class ChoiceExam implements Exam {
    private final List<Prompt.Asked> asked;
    private final List<Choices> choices;
    private final String delimiter;

    ChoiceExam(List<Prompt.Asked> asked, List<Choices> choices, String delimiter) {
      this.asked = asked;
      this.choices = choices;
      this.delimiter = delimiter;
    }

    private Model.Continuations continuations(int i) {
      return new Model.Continuations(
          asked.get(i).text(),
          choices.get(i).texts().stream().map(text -> delimiter + text).toList());
    }

    @Override
    public List<Question> questions() {
      return IntStream.range(0, asked.size())
          .mapToObj(i -> new Question(
              asked.get(i).row().subject(),
              asked.get(i).row().index(),
              asked.get(i).text(),
              // a token has at least one character, and four on average
              choices.get(i).texts().stream()
                  .mapToInt(text -> text.length() / 4 + 1)
                  .sum()))
          .toList();
    }

    @Override
    public List<Answered> answer(List<Integer> which, Model model) {
      List<Model.Likelihoods> likelihoods =
          model.likelihoods(which.stream().map(this::continuations).toList());
      return IntStream.range(0, which.size())
          .mapToObj(i -> scored(which.get(i), likelihoods.get(i)))
          .toList();
    }

    private Answered scored(int i, Model.Likelihoods likelihoods) {
      Choices mine = choices.get(i);
      List<Double> logs = likelihoods.logs();
      Map<String, List<Answered.Mark>> marks = new LinkedHashMap<>();
      for (ChoiceMetric metric : metrics) {
        marks.put(
            metric.label(), List.of(Answered.Mark.of(metric.of(logs, mine.texts(), mine.right()))));
      }
      Row row = asked.get(i).row();
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("question", asked.get(i).asked());
      details.put("choices", mine.texts());
      details.put("log_likelihoods", logs);
      details.put("tokens", likelihoods.tokens());
      details.put("likeliest", ChoiceMetric.best(logs, mine.texts(), choice -> 1));
      details.put(
          "right",
          IntStream.range(0, mine.right().length).filter(c -> mine.right()[c]).toArray());
      return new Answered(
          row.subject(),
          row.index(),
          row.cluster(data.cluster()),
          likelihoods.cut(),
          marks,
          details);
    }
  }
}
