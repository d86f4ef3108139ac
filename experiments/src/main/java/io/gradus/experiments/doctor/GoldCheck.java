package io.gradus.experiments.doctor;

import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.experiments.doctor.Layout.Form;
import io.gradus.experiments.progress.Progress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks that each gold answer (for code: each reference solution) passes its own reward, and that empty answers and
 * other problems' answers fail. If two problems accept each other's answers, the verifier considers both answers equal,
 * so they are not reported.
 */
final class GoldCheck implements Check {
  /** If the share of failures is this large or larger, it is a fault and not only a few bad rows. */
  private static final double FEW = 0.01;
  /** A verifier that accepts more than this share of other problems' answers does not compare. */
  private static final double CREDULOUS = 0.2;
  /** After this many unjudged problems, the reward counts as one that judges no answers. */
  private static final int CONVINCED = 20;

  private static final int LOOK_AHEAD = 16;

  @Override
  public String name() {
    return "gold-answers";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Material material : subject.materials()) {
      if (material.reward().isPresent()) {
        Trial trial = new Trial(subject, material, material.reward().get());
        trial.run();
        findings.addAll(trial.findings());
      }
    }
    return findings;
  }

  /** A form that the reward reads, and the score of the known answer in this form. */
  private record Stated(Form form, Score score) {}

  /** Check of one data set with one reward. */
  private static final class Trial {
    private final Subject subject;
    private final Material material;
    private final Judge judge;
    private final Layout layout;
    private final List<String> failed = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<String> nothing = new ArrayList<>();
    private final List<String> cheaper = new ArrayList<>();
    private final List<String> strange = new ArrayList<>();
    private final List<String> equal = new ArrayList<>();
    private final Map<Form, Integer> forms = new EnumMap<>(Form.class);
    private int judged;
    private int unjudged;
    private int foreign;
    private int without;

    Trial(Subject subject, Material material, Reward reward) {
      this.subject = subject;
      this.material = material;
      judge = new Judge(subject.recipe(), reward);
      layout = new Layout(subject.recipe().boundTemplate());
    }

    void run() {
      List<Problem> problems = material.problems();
      try (Progress.Phase phase =
          subject.progress().phase("gold answers of " + material.place(), problems.size())) {
        for (int i = 0; i < problems.size(); i++) {
          subject.stop().check();
          int at = i;
          Optional<String> answer = Layout.known(problems.get(i));
          answer.ifPresent(known -> look(at, known));
          without += answer.isEmpty() ? 1 : 0;
          if (unjudged >= CONVINCED && judged == 0) {
            return;
          }
          phase.advance(i + 1L);
        }
      }
    }

    private void look(int at, String known) {
      Problem problem = material.problems().get(at);
      Optional<Stated> stated = stated(problem, known);
      if (stated.isEmpty()) {
        return;
      }
      Form form = stated.get().form();
      forms.merge(form, 1, Integer::sum);
      String id = problem.id();
      List<Score> empty =
          judge.scores(problem, List.of("", layout.completion(blank(problem), form)));
      if (empty.stream().anyMatch(Score::correct)) {
        nothing.add(id);
      }
      if (empty.get(0).value() >= stated.get().score().value()) {
        cheaper.add("%s: nothing %s, the gold answer %s"
            .formatted(id, empty.get(0).value(), stated.get().score().value()));
      }
      foreigner(at, known).ifPresent(other -> foreign(problem, known, other, form));
    }

    /** First form in which the reward accepts the known answer. If it accepts none, the reason is recorded. */
    private Optional<Stated> stated(Problem problem, String known) {
      Score first = judge.score(problem, layout.completion(known, Form.TEMPLATE));
      if (first.verdict() == Verdict.UNJUDGED) {
        unjudged++;
        return Optional.empty();
      }
      judged++;
      if (first.correct()) {
        return Optional.of(new Stated(Form.TEMPLATE, first));
      }
      if (first.verdict() == Verdict.NO_ANSWER || first.verdict() == Verdict.UNPARSEABLE) {
        for (Form form : List.of(Form.BOXED, Form.HASH, Form.TEXT)) {
          Score score = judge.score(problem, layout.completion(known, form));
          if (score.correct()) {
            return Optional.of(new Stated(form, score));
          }
        }
      }
      String why = "%s: %s, %s".formatted(problem.id(), first.verdict().label(), first.why());
      (first.verdict() == Verdict.VERIFIER_ERROR ? errors : failed).add(why);
      return Optional.empty();
    }

    /** Answer without content; for code, a program that does nothing. */
    private static String blank(Problem problem) {
      boolean java = problem.attributes().getOrDefault("language", "python").equals("java");
      return Layout.hasTests(problem) ? Layout.fenced(problem, java ? ";" : "pass") : "";
    }

    /** Another problem, whose known answer is a different text. */
    private Optional<Problem> foreigner(int at, String known) {
      List<Problem> problems = material.problems();
      for (int d = 0; d < Math.min(LOOK_AHEAD, problems.size() - 1); d++) {
        int other = (at + problems.size() / 2 + d) % problems.size();
        Optional<String> theirs = Layout.known(problems.get(other));
        if (other != at
            && theirs.isPresent()
            && !SameText.of(theirs.get()).equals(SameText.of(known))) {
          return Optional.of(problems.get(other));
        }
      }
      return Optional.empty();
    }

    private void foreign(Problem problem, String known, Problem other, Form form) {
      foreign++;
      String theirs = Layout.known(other).orElseThrow();
      if (!judge.score(problem, layout.completion(theirs, form)).correct()) {
        return;
      }
      boolean mutual = judge.score(other, layout.completion(known, form)).correct();
      (mutual ? equal : strange)
          .add("%s accepts '%s', the answer of %s"
              .formatted(problem.id(), Wording.brief(theirs), other.id()));
    }

    List<Finding> findings() {
      String key = material.rewardKey();
      List<Finding> findings = new ArrayList<>();
      if (judged == 0) {
        findings.add(new Finding(
            Severity.NOTE,
            "gold-answers",
            unjudged > 0
                ? "the reward does not judge answers, so there is no gold answer to try"
                : "none of %s has a gold answer".formatted(material.amount()),
            key,
            unjudged > 0 ? "If answers should count, add a reward that reads them." : ""));
        return findings;
      }
      add(
          findings,
          errors,
          "the verifier fails on its own gold answers:",
          gold(errors),
          "Such samples are masked and never learned from. Fix or remove the rows.");
      add(
          findings,
          failed,
          "gold answers do not pass their own reward:",
          gold(failed),
          "The policy can never solve these problems. Fix or remove the rows. If all gold "
              + "answers fail, choose a reward that fits them (docs/verifiers.md, gradus score).");
      add(
          findings,
          nothing,
          "problems are solved by an empty answer:",
          Severity.FAULT,
          "The policy would learn to write nothing. Fix the gold answers or tests, or choose "
              + "another reward.");
      add(
          findings,
          cheaper,
          "problems give an empty completion as much reward as the gold answer:",
          cheaper.size() > judged / 2 ? Severity.FAULT : Severity.WARNING,
          "Give correctness more weight than length or format.");
      add(
          findings,
          strange,
          "problems accept another problem's answer, but not the other way round:",
          strange.size() > FEW * foreign ? Severity.FAULT : Severity.WARNING,
          "Check these with gradus score: a gold answer may be empty or only partly read.");
      if (equal.size() > Math.max(1, CREDULOUS * foreign)) {
        add(
            findings,
            equal,
            "problems accept another problem's answer:",
            Severity.FAULT,
            "The reward does not compare with the gold answer. Choose another reward.");
      }
      int other = judged - failed.size() - errors.size() - forms.getOrDefault(Form.TEMPLATE, 0);
      if (other > 0) {
        findings.add(new Finding(
            Severity.WARNING,
            "gold-answers",
            "the reward reads no answer in the template's format in %s cases, but it reads one as %s"
                .formatted(Wording.of(other, judged), words()),
            key,
            "Demonstrations must write answers in the form that the reward reads. Change "
                + "the reward's form or the template."));
      }
      if (findings.isEmpty()) {
        findings.add(Finding.ok(
            "gold-answers",
            key,
            "%,d gold answers pass; an empty answer and %,d answers of other problems fail%s%s"
                .formatted(
                    judged,
                    foreign - equal.size(),
                    without == 0 ? "" : "; %,d problems have none".formatted(without),
                    equal.isEmpty()
                        ? ""
                        : " (%d more count as equal to the gold answer: %s)"
                            .formatted(equal.size(), Wording.some(equal)))));
      }
      return findings;
    }

    private String words() {
      return forms.keySet().stream()
          .filter(f -> f != Form.TEMPLATE)
          .map(f -> f.words)
          .reduce((a, b) -> a + " or " + b)
          .orElse("");
    }

    private Severity gold(List<String> which) {
      return which.size() > FEW * judged ? Severity.FAULT : Severity.WARNING;
    }

    private void add(
        List<Finding> findings, List<String> which, String what, Severity severity, String remedy) {
      if (!which.isEmpty()) {
        findings.add(new Finding(
            severity,
            "gold-answers",
            "%s %s %s".formatted(Wording.of(which.size(), judged), what, Wording.some(which)),
            material.rewardKey(),
            remedy));
      }
    }
  }
}
