package io.gradus.experiments.harness;

import com.google.common.hash.Hashing;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.checkpoint.RunLock;
import io.gradus.experiments.benchmark.Answered;
import io.gradus.experiments.benchmark.Exam;
import io.gradus.experiments.benchmark.Form;
import io.gradus.experiments.benchmark.Model;
import io.gradus.experiments.benchmark.Suite;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.statistics.SmallestDifference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Runs a suite on a model, and continues where an earlier process stopped. */
public final class SuiteRun {
  /** Tokens of a batch, if the user gives no number. */
  public static final int BATCH_TOKENS = 8_192;

  private static final int DIGITS = 16;

  private final Suite suite;
  private final EvaluationFolder folder;
  private final Progress progress;
  private final StopSignal stop;
  private final int budget;

  /**
   * Prepares a run.
   *
   * @param budget largest number of tokens of a batch
   */
  public SuiteRun(
      Suite suite, EvaluationFolder folder, Progress progress, StopSignal stop, int budget) {
    this.suite = suite;
    this.folder = folder;
    this.progress = progress;
    this.stop = stop;
    this.budget = budget;
  }

  /**
   * What is evaluated.
   *
   * @param name path of the model, with its checkpoint
   * @param weights fingerprint of the weights
   * @param model answers the questions
   */
  public record Subject(String name, String weights, Model model) {}

  /**
   * Results of a suite.
   *
   * @param folder folder of the evaluation
   * @param benchmarks by name
   */
  public record Results(
      String folder, String model, String weights, Map<String, BenchmarkScores> benchmarks) {
    /** Lines for a person. */
    public String words() {
      return benchmarks.entrySet().stream()
              .flatMap(entry -> entry.getValue().words(entry.getKey()).stream())
              .collect(Collectors.joining("\n"))
          + "\nevaluation: " + folder;
    }
  }

  /**
   * Asks all questions that have no answer yet.
   *
   * @param asked the suite with every key and without variants; it decides the answers
   * @param yaml the suite with every key
   * @throws UserError if the folder holds another evaluation, or the questions changed since then
   */
  public Results run(Subject subject, String asked, String yaml) {
    RunLock lock = RunLock.acquire(folder.path());
    try (lock) {
      folder.claim(
          EvaluationFolder.identity(subject.name(), subject.weights(), hash(asked), budget), yaml);
      Map<String, BenchmarkScores> results = new LinkedHashMap<>();
      for (Form form : suite.benchmarks()) {
        results.put(form.name(), run(form, subject.model()));
      }
      Results all =
          new Results(folder.path().toString(), subject.name(), subject.weights(), results);
      folder.results(all);
      return all;
    }
  }

  private BenchmarkScores run(Form form, Model model) {
    List<Answered> own = answered(form, form.name(), folder.answers(form.name()), model);
    BenchmarkScores result = Scoreboard.of(own, form.scores(), form.passAt());
    Variants variants = new Variants(own);
    form.reworded()
        .forEach((variant, other) -> variants.prompt(
            variant,
            answered(
                other,
                "%s, prompt %s".formatted(form.name(), variant),
                folder.variant(form.name(), variant),
                model)));
    Map<String, List<String>> judgements = form.otherJudgements();
    return variants.added(
        result,
        judgements,
        judgements.isEmpty() ? List.of() : own.stream().map(form::rejudged).toList());
  }

  /** Answers to all questions, in their order; those that a file has are not asked again. */
  private List<Answered> answered(Form form, String name, AnswerFile file, Model model) {
    Exam exam = form.open(model);
    List<Exam.Question> questions = exam.questions();
    progress.note(announcement(name, questions.size()));
    file.repair();
    Map<String, Answered> known = known(name, file, questions);
    try (Progress.Phase phase = progress.phase("evaluating " + name, questions.size())) {
      phase.advance(known.size());
      for (List<Integer> batch : Batches.of(questions, model::tokens, budget)) {
        ask(exam, batch, questions, model, file, known);
        phase.advance(known.size());
      }
    }
    return questions.stream()
        .map(question -> Objects.requireNonNull(known.get(key(question))))
        .toList();
  }

  /** Reports which difference this number of questions can show, before the first question is asked. */
  private static String announcement(String name, int questions) {
    double usual = SmallestDifference.USUAL_DISAGREEMENT;
    double smallest = SmallestDifference.of(questions, usual);
    return smallest >= 1
        ? "%s: %d questions are too few to show a difference of two models"
            .formatted(name, questions)
        : String.format(
            Locale.ROOT,
            "%s: %,d questions. A difference of %.1f points or more will probably show, if two models disagree on %.0f %% of them",
            name,
            questions,
            100 * smallest,
            100 * usual);
  }

  /**
   * Asks a batch. If only some of its answers were recorded, the whole batch is asked again, so that results are
   * rounded as in an uninterrupted run.
   */
  private void ask(
      Exam exam,
      List<Integer> batch,
      List<Exam.Question> questions,
      Model model,
      AnswerFile file,
      Map<String, Answered> known) {
    if (batch.stream().allMatch(i -> known.containsKey(key(questions.get(i))))) {
      return;
    }
    stop.check();
    List<Answered> fresh = new ArrayList<>();
    List<Answered> answers = exam.answer(batch, model);
    for (int i = 0; i < batch.size(); i++) {
      Answered answer = answers.get(i);
      if (!known.containsKey(answer.key())) {
        answer.details().put("prompt", hash(questions.get(batch.get(i)).prompt()));
        fresh.add(answer);
      }
    }
    file.append(fresh);
    fresh.forEach(answer -> known.put(answer.key(), answer));
  }

  private static Map<String, Answered> known(
      String name, AnswerFile file, List<Exam.Question> questions) {
    Map<String, String> prompts = new HashMap<>();
    questions.forEach(question -> prompts.put(key(question), hash(question.prompt())));
    Map<String, Answered> known = new LinkedHashMap<>();
    for (Answered answer : file.read()) {
      String prompt = String.valueOf(answer.details().get("prompt")).replace("\"", "");
      if (!prompt.equals(prompts.get(answer.key()))) {
        throw new UserError(
            "%s: the prompt of %s is not the one that was answered. The data, the words or the model's template changed; choose another folder with --output, or another name for a variant"
                .formatted(name, answer.key()));
      }
      known.put(answer.key(), answer);
    }
    return known;
  }

  private static String key(Exam.Question question) {
    return Answered.key(question.subject(), question.row());
  }

  private static String hash(String text) {
    return Hashing.sha256()
        .hashString(text, StandardCharsets.UTF_8)
        .toString()
        .substring(0, DIGITS);
  }
}
