package io.gradus.experiments.doctor;

import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checks that max-tokens is at least the 95th percentile of the demonstrations' lengths. A smaller budget cuts off what
 * the policy has learned to write, so the reward sees no answer. (TRL's old default of 256 silently cut off more than
 * half of GSM8K's answers.)
 */
final class TokenBudgetCheck implements Check {
  private static final double MOST = 0.95;

  @Override
  public String name() {
    return "max-tokens";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    int[] lengths = subject.training().stream()
        .flatMap(m -> m.problems().stream())
        .mapToInt(p -> length(subject, p))
        .filter(length -> length > 0)
        .sorted()
        .toArray();
    List<Finding> findings = new ArrayList<>();
    if (lengths.length == 0) {
      return findings;
    }
    int long95 = lengths[(int) Math.min(lengths.length - 1L, (long) (MOST * lengths.length))];
    for (Material material : subject.materials()) {
      material.sampling().ifPresent(sampling -> {
        int budget = sampling.maxTokens();
        String key = material.place() + ".sampling.max-tokens";
        if (budget < long95) {
          long cut = Arrays.stream(lengths).filter(length -> length > budget).count();
          findings.add(new Finding(
              Severity.WARNING,
              name(),
              "%d tokens cut off %s of the demonstrations (95 %% have at most %d, the longest %d)"
                  .formatted(
                      budget, Wording.of(cut, lengths.length), long95, lengths[lengths.length - 1]),
              key,
              "Raise it to %d or more, because a cut completion has no answer.".formatted(long95)));
        } else {
          findings.add(Finding.ok(
              name(),
              key,
              "%d; 95 %% of the demonstrations have at most %d".formatted(budget, long95)));
        }
      });
    }
    return findings;
  }

  /** Number of tokens of a demonstration, including its end token; 0 if there is no demonstration. */
  private static int length(Subject subject, Problem problem) {
    Tokenizer tokenizer = subject.recipe().tokenizer();
    try {
      return problem
          .demonstration()
          .map(d -> tokenizer.encode(subject.recipe().boundTemplate().completionText(d)).length + 1)
          .orElse(0);
    } catch (UserError e) {
      return 0; // TemplateCheck reports it
    }
  }
}
