package io.gradus.experiments.doctor;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.UserError;
import io.gradus.core.preference.PairReading;
import io.gradus.core.preference.TokenPair;
import io.gradus.core.preference.TooLong;
import io.gradus.core.text.Template;
import io.gradus.experiments.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks that the problems of a stage that compares are preference pairs that fit the context, that length alone does
 * not decide which text is chosen, and that the chosen texts are those that a later reward prefers.
 */
final class PairCheck implements Check {
  /** Fewest pairs of different lengths or rewards whose share says something. */
  private static final int FEW = 20;
  /** Share of pairs from which on length nearly decides. */
  private static final double NEARLY_ALL = 0.8;

  @Override
  public String name() {
    return "pairs";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Material material : subject.training()) {
      if (material.use() == Material.Use.COMPARED) {
        examine(subject, material, findings);
      }
    }
    return findings;
  }

  private void examine(Subject subject, Material material, List<Finding> findings) {
    Recipe recipe = subject.recipe();
    TooLong tooLong = recipe.stages().get(material.stage() - 1).longPairs().orElseThrow();
    PairReading reading = new PairReading(
        recipe.tokenizer(), recipe.boundTemplate(), recipe.architecture().context(), tooLong);
    String where = material.place() + ".dataset";
    List<Problem> usable = new ArrayList<>();
    List<String> unusable = new ArrayList<>();
    int longer = 0;
    int shorter = 0;
    int truncated = 0;
    for (Problem problem : material.problems()) {
      try {
        TokenPair pair = reading.pair(problem);
        int more = pair.chosen().completion().length - pair.rejected().completion().length;
        longer += more > 0 ? 1 : 0;
        shorter += more < 0 ? 1 : 0;
        truncated += pair.truncated() ? 1 : 0;
        usable.add(problem);
      } catch (UserError e) {
        unusable.add(String.valueOf(e.getMessage()));
      }
    }
    int all = material.problems().size();
    if (!unusable.isEmpty()) {
      findings.add(new Finding(
          Severity.FAULT,
          name(),
          "%s problems are no usable preference pairs: %s"
              .formatted(Wording.of(unusable.size(), all), Wording.some(unusable)),
          where,
          "Fix or remove these rows. The run stops at the first of them."));
    }
    if (truncated > 0) {
      findings.add(new Finding(
          Severity.NOTE,
          name(),
          "%s pairs exceed the context of %d tokens and lose their ends"
              .formatted(Wording.of(truncated, all), reading.context()),
          where,
          "If the ends matter, raise policy.architecture.context, or leave the pairs out."));
    }
    int unequal = longer + shorter;
    int most = Math.max(longer, shorter);
    if (unequal >= FEW && most >= NEARLY_ALL * unequal) {
      findings.add(new Finding(
          Severity.WARNING,
          name(),
          "the chosen text is %s in %s pairs of different lengths, so a model may learn the length instead of the quality"
              .formatted(longer > shorter ? "longer" : "shorter", Wording.of(most, unequal)),
          where,
          "Add pairs whose chosen text is %s. A benchmark of type pairs reports length_bias and accuracy_at_similar_lengths."
              .formatted(longer > shorter ? "shorter" : "longer")));
    }
    subject
        .judgeOf(material)
        .flatMap(reward -> judged(subject, material, usable, reward))
        .ifPresent(findings::add);
    if (findings.stream().noneMatch(finding -> finding.where().equals(where))) {
      findings.add(Finding.ok(
          name(),
          where,
          "%,d pairs fit; the chosen text is longer in %,d and shorter in %,d"
              .formatted(usable.size(), longer, shorter)));
    }
  }

  /** Compares the pairs with a reward of a later stage or of a benchmark; empty if it agrees or cannot tell. */
  private Optional<Finding> judged(
      Subject subject, Material material, List<Problem> pairs, Reward reward) {
    Judge judge = new Judge(subject.recipe(), reward);
    Template template = subject.recipe().boundTemplate();
    int different = 0;
    List<String> reversed = new ArrayList<>();
    for (Problem problem : pairs) {
      subject.stop().check();
      Demonstration worse = problem.rejected().orElseThrow().demonstration();
      List<Score> scores = judge.scores(
          problem,
          List.of(
              template.completion(problem.demonstration().orElseThrow()),
              template.completion(worse)));
      double chosen = scores.get(0).value();
      double rejected = scores.get(1).value();
      different += chosen != rejected ? 1 : 0;
      if (chosen < rejected) {
        reversed.add("%s: %s and %s".formatted(problem.id(), chosen, rejected));
      }
    }
    return different >= FEW && 2 * reversed.size() > different
        ? Optional.of(
            new Finding(
                Severity.WARNING,
                name(),
                "a later reward prefers the rejected text in %s pairs that it distinguishes: %s"
                    .formatted(Wording.of(reversed.size(), different), Wording.some(reversed)),
                material.place() + ".dataset",
                "Check whether chosen and rejected are swapped. If people and the reward value different things, this is intended."))
        : Optional.empty();
  }
}
