package io.gradus.experiments.doctor;

import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.text.Template;
import io.gradus.experiments.doctor.Subject.Placed;
import io.gradus.experiments.progress.Progress;
import io.gradus.rewards.shape.Format;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks that the reward can read the demonstrations of a stage, and that some of them are right. If a cold start does
 * not teach the skill, reinforcement learning has nothing to reinforce.
 */
final class DemonstrationCheck implements Check {
  private static final double MOST = 0.05;

  @Override
  public String name() {
    return "demonstrations";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Material material : subject.training()) {
      List<Problem> shown = material.problems().stream()
          .filter(p -> p.demonstration().isPresent())
          .toList();
      Optional<Reward> reward = subject.judgeOf(material);
      boolean imitates = material.reward().isEmpty();
      if (!shown.isEmpty() && imitates && reward.isPresent()) {
        findings.add(examine(subject, material, shown, reward.get()));
        for (Placed<Format> format : Nested.within("reward", reward.get(), Format.class)) {
          formatted(subject, material, shown, format.value()).ifPresent(findings::add);
        }
      }
    }
    return findings;
  }

  /** Checks the format, because a policy must first unlearn demonstrations in another format. */
  private Optional<Finding> formatted(
      Subject subject, Material material, List<Problem> shown, Format format) {
    Judge judge = new Judge(subject.recipe(), format);
    List<String> broken = new ArrayList<>();
    for (Problem problem : shown) {
      Score score = judge.score(
          problem,
          subject.recipe().boundTemplate().completion(problem.demonstration().orElseThrow()));
      if (score.value() < 1) {
        broken.add("%s: %s".formatted(problem.id(), score.why()));
      }
    }
    return broken.isEmpty()
        ? Optional.empty()
        : Optional.of(new Finding(
            Severity.WARNING,
            name(),
            "the format reward refuses %s demonstrations: %s"
                .formatted(Wording.of(broken.size(), shown.size()), Wording.some(broken)),
            material.place() + ".dataset",
            "The cold start teaches one format, and the reward requires another. Change the "
                + "template or the reward."));
  }

  private Finding examine(Subject subject, Material material, List<Problem> shown, Reward reward) {
    Judge judge = new Judge(subject.recipe(), reward);
    Template template = subject.recipe().boundTemplate();
    Map<String, Integer> verdicts = new LinkedHashMap<>();
    List<String> unread = new ArrayList<>();
    double sum = 0;
    try (Progress.Phase phase =
        subject.progress().phase("demonstrations of " + material.place(), shown.size())) {
      for (int i = 0; i < shown.size(); i++) {
        subject.stop().check();
        Problem problem = shown.get(i);
        Score score =
            judge.score(problem, template.completion(problem.demonstration().orElseThrow()));
        verdicts.merge(score.verdict().label(), 1, Integer::sum);
        sum += score.value();
        switch (score.verdict()) {
          case NO_ANSWER, UNPARSEABLE, NO_CODE, COMPILE_ERROR, VERIFIER_ERROR ->
            unread.add("%s: %s, %s".formatted(problem.id(), score.verdict().label(), score.why()));
          default -> {}
        }
        phase.advance(i + 1L);
      }
    }
    int all = shown.size();
    int right = verdicts.getOrDefault(Verdict.CORRECT.label(), 0);
    String figures = "mean reward %.3f, verdicts %s of %,d".formatted(sum / all, verdicts, all);
    String where = material.place() + ".dataset";
    if (unread.size() > MOST * all) {
      return new Finding(
          Severity.FAULT,
          name(),
          "the reward cannot read %s demonstrations: %s"
              .formatted(Wording.of(unread.size(), all), Wording.some(unread)),
          where,
          "Template and reward must agree on the place of the answer. Change the template, the "
              + "reward's form, or fields.demonstration.");
    }
    if (verdicts.getOrDefault(Verdict.UNJUDGED.label(), 0) == all) {
      return new Finding(
          Severity.NOTE, name(), "the reward does not judge them: " + figures, where, "");
    }
    if (right == 0) {
      return new Finding(
          Severity.FAULT,
          name(),
          "no demonstration is right, so the cold start does not teach the skill: " + figures,
          where,
          "Fix the demonstrations, or add some that are right.");
    }
    if (right < all) {
      return new Finding(
          right < MOST * all || !unread.isEmpty() ? Severity.WARNING : Severity.NOTE,
          name(),
          "%s are right: %s%s"
              .formatted(
                  Wording.of(right, all),
                  figures,
                  unread.isEmpty() ? "" : "; not read: " + Wording.some(unread)),
          where,
          "This is intended if only some of the demonstrated habits lead to right answers. For worked solutions, "
              + "check the wrong ones.");
    }
    return Finding.ok(name(), where, "all are right: " + figures);
  }
}
