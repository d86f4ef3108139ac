package io.gradus.experiments.doctor;

import io.gradus.core.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds repeated questions in the training data. If the answers of the repeated rows differ, at least one answer is
 * wrong and punishes right completions.
 */
final class RepeatCheck implements Check {
  @Override
  public String name() {
    return "repeats";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    // Draws of a generator may repeat; a repetition is a mistake only in a complete data set.
    subject.training().stream().filter(Material::whole).forEach(m -> examine(m, findings));
    return findings;
  }

  private void examine(Material material, List<Finding> findings) {
    Map<String, Problem> first = new HashMap<>();
    List<String> repeated = new ArrayList<>();
    List<String> contradicting = new ArrayList<>();
    for (Problem problem : material.problems()) {
      Problem earlier = first.putIfAbsent(SameText.of(text(problem)), problem);
      if (earlier != null) {
        boolean same = SameText.of(earlier.answer()).equals(SameText.of(problem.answer()));
        (same ? repeated : contradicting)
            .add("%s and %s".formatted(earlier.id(), problem.id())
                + (same ? "" : ": '%s' and '%s'".formatted(earlier.answer(), problem.answer())));
      }
    }
    String where = material.place() + ".dataset";
    int all = material.problems().size();
    if (!contradicting.isEmpty()) {
      findings.add(new Finding(
          Severity.WARNING,
          name(),
          "%s problems repeat a question with another gold answer: %s"
              .formatted(Wording.of(contradicting.size(), all), Wording.some(contradicting)),
          where,
          "Check whether one answer is wrong, then fix or remove the row."));
    }
    if (!repeated.isEmpty()) {
      findings.add(new Finding(
          Severity.NOTE,
          name(),
          "%s problems repeat a question: %s"
              .formatted(Wording.of(repeated.size(), all), Wording.some(repeated)),
          where,
          "They count twice. Remove them unless this is intended."));
    }
    if (contradicting.isEmpty() && repeated.isEmpty()) {
      findings.add(Finding.ok(name(), where, "no question is repeated (%,d)".formatted(all)));
    }
  }

  /** The question; of a preference pair also both completions, because a question may have several pairs. */
  private static String text(Problem problem) {
    return problem
        .rejected()
        .map(worse -> "%s %s %s"
            .formatted(
                problem.question(), problem.demonstration().orElseThrow(), worse.demonstration()))
        .orElse(problem.question());
  }
}
