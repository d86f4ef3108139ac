package io.gradus.experiments.cli;

import io.gradus.experiments.evaluation.Result;
import io.gradus.experiments.statistics.Estimate;
import java.util.Map;
import java.util.Objects;

/** Results in words. */
final class Words {
  private Words() {}

  static String of(Result result) {
    Estimate pass = Objects.requireNonNull(result.passAtK().get(1));
    return "%s, %s: pass@1 %.1f %% (95 %%: %.1f to %.1f) on %d problems, mean length %.1f, verdicts %s"
        .formatted(
            result.benchmark(),
            result.mode(),
            100 * pass.value(),
            100 * pass.low(),
            100 * pass.high(),
            result.problems(),
            result.meanLength(),
            result.verdicts());
  }

  static String trained(Map<String, Object> result) {
    return "done in %.0f s; run: %s; report: %s"
        .formatted(
            (Double) Objects.requireNonNull(result.get("seconds")),
            result.get("run"),
            result.get("report"));
  }
}
