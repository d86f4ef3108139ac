package io.gradus.experiments.cost;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Carries the mean step of a trial over to a whole stage whose completions have another mean length.
 *
 * @param steps steps of the stage
 * @param problems problems of a real step for each problem of a trial's step
 * @param length assumed mean length of a completion, in tokens; 0 for a stage that does not sample
 */
record Scale(Trial trial, long steps, double problems, double length) {
  private static final Set<String> PARTS = Set.of("sampling", "scoring", "survey", "update");

  /** Ratio of sampled tokens. */
  private double sampled() {
    return length == 0 || trial.length() == 0 ? 1 : length / trial.length();
  }

  /** Ratio of tokens that go through the network in training: prompts are the same, completions longer. */
  private double trained() {
    double prompts = trial.mean("prompt_tokens");
    double completions = trial.mean("sampled_tokens");
    double all = prompts + completions;
    return all == 0 || completions == 0 ? 1 : (prompts + sampled() * completions) / all;
  }

  private double factor(String part) {
    return problems * steps * (part.equals("sampling") ? sampled() : trained());
  }

  /** Returns what the stage will use, without evaluations. */
  Spent spent(String stage) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    trial.seconds(PARTS).forEach((part, mean) -> seconds.put(part, mean * factor(part)));
    Map<String, Double> flops = new LinkedHashMap<>();
    for (String part : PARTS) {
      double mean = trial.mean("flops/" + part);
      if (mean > 0) {
        flops.put(part, mean * factor(part));
      }
    }
    Map<String, Double> tokens = new LinkedHashMap<>();
    tokens.put("prompt", trial.mean("prompt_tokens") * problems * steps);
    tokens.put("sampled", trial.mean("sampled_tokens") * factor("sampling"));
    tokens.put("trained", trial.mean("trained_tokens") * factor("sampling"));
    tokens.values().removeIf(count -> count == 0);
    double all = Spent.sum(seconds);
    double watts = trial.watts();
    return new Spent(
        stage,
        steps,
        seconds,
        all * trial.processors(),
        Double.isNaN(watts) ? OptionalDouble.empty() : OptionalDouble.of(watts * all),
        tokens,
        flops,
        Spent.Solved.UNKNOWN);
  }
}
