package io.gradus.experiments.samples;

import io.gradus.core.Completion;
import io.gradus.core.PartFailure;
import io.gradus.core.Problem;
import io.gradus.core.RunFailure;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.Verdict;
import io.gradus.core.preference.GradedPairs;
import io.gradus.core.text.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes preference pairs of graded completions. Completions that a filter removes, or whose verifier failed, are in no
 * pair.
 */
public final class PairSelection {
  private final GradedPairs rule;
  private final List<SampleFilter> filters;
  private final Template template;
  private final List<Map<String, Object>> rows = new ArrayList<>();
  private int problems;
  private int completions;
  private int truncated;
  private int filtered;
  private int unjudged;

  /** Creates an empty selection; the template writes the prompts of the rows. */
  public PairSelection(GradedPairs rule, List<SampleFilter> filters, Template template) {
    this.rule = rule;
    this.filters = List.copyOf(filters);
    this.template = template;
  }

  /** Adds the pairs of one problem. */
  public void add(ScoredGroup group) {
    Problem problem = group.group().problem();
    List<GradedPairs.Graded> graded = new ArrayList<>();
    for (int i = 0; i < group.group().size(); i++) {
      Completion completion = group.group().completions().get(i);
      Score score = group.scores().get(i);
      completions++;
      if (score.verdict() == Verdict.VERIFIER_ERROR) {
        unjudged++;
      } else if (completion.truncated()) {
        truncated++; // the rule pairs no such text
      } else if (!accepted(problem, completion)) {
        filtered++;
      } else {
        graded.add(
            new GradedPairs.Graded(completion.text(), score.value(), completion.truncated()));
      }
    }
    problems++;
    String prompt = template.promptText(problem).text();
    rule.of(graded)
        .forEach(pair -> rows.add(SampleFile.sampled(pair.row(problem, prompt), problem)));
  }

  private boolean accepted(Problem problem, Completion completion) {
    return filters.stream()
        .allMatch(filter ->
            PartFailure.guard("filters", filter, () -> filter.accepts(problem, completion)));
  }

  /**
   * Returns a row for each pair, with TRL's columns.
   *
   * @throws RunFailure if there is no pair; the message counts what was left out
   */
  public List<Map<String, Object>> rows() {
    if (rows.isEmpty()) {
      throw new RunFailure(
          "rejection-sampling: none of %d problems has both a correct and a wrong completion, so there is no pair. Of %d completions, %d were truncated, filters removed %d, and the verifier could not judge %d. Sample more completions of each problem, take problems that the policy sometimes solves, loosen the filters, or change pairs.correct-from"
              .formatted(problems, completions, truncated, filtered, unjudged));
    }
    return List.copyOf(rows);
  }
}
