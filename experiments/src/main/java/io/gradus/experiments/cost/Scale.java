package io.gradus.experiments.cost;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Carries the mean step of a trial over to a whole stage whose completions have another mean length.
 *
 * @param steps steps of the stage
 * @param problems problems of a real step for each problem of a trial's step
 * @param lengths assumed lengths of completions; empty for a stage that does not sample
 */
record Scale(Trial trial, long steps, double problems, Optional<Lengths> lengths) {
  private static final Set<String> PARTS = Set.of("sampling", "scoring", "survey", "update");

  /** Ratio of sampled tokens. */
  private double sampled() {
    return lengths.isEmpty() || trial.length() == 0 ? 1 : lengths.get().mean() / trial.length();
  }

  /**
   * Ratio of the time of sampling. Rows grow side by side until the longest ends, and finished rows are taken out, so
   * half of the time follows the longest completion, and half the mean.
   */
  private double decoded() {
    double longest = trial.mean("length/max");
    return lengths.isEmpty() || longest == 0
        ? 1
        : (sampled() + lengths.get().longest() / longest) / 2;
  }

  /** Ratio of completions with a gradient. After a cold start that was cut short, all are assumed to have one. */
  private double attended() {
    double sequences = trial.mean("trained_sequences");
    double skipped = trial.mean("skipped_sequences");
    boolean cut = lengths.map(Lengths::demonstrated).orElse(false);
    return cut && sequences > skipped ? sequences / (sequences - skipped) : 1;
  }

  /** Ratio of tokens that go through the network in training: prompts are the same, completions longer. */
  private double trained() {
    double prompts = trial.mean("prompt_tokens");
    double completions = trial.mean("sampled_tokens");
    double all = prompts + completions;
    return all == 0 || completions == 0 ? 1 : (prompts + sampled() * completions) / all;
  }

  private double count(String part) {
    return problems
        * steps
        * switch (part) {
          case "sampling" -> sampled();
          case "update" -> trained() * attended();
          default -> trained();
        };
  }

  private double time(String part) {
    return part.equals("sampling") ? problems * steps * decoded() : count(part);
  }

  /** Returns what the stage will use, without evaluations. */
  Spent spent(String stage) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    trial.seconds(PARTS).forEach((part, mean) -> seconds.put(part, mean * time(part)));
    Map<String, Double> flops = new LinkedHashMap<>();
    for (String part : PARTS) {
      double mean = trial.mean("flops/" + part);
      if (mean > 0) {
        flops.put(part, mean * count(part));
      }
    }
    Map<String, Double> tokens = new LinkedHashMap<>();
    tokens.put("prompt", trial.mean("prompt_tokens") * problems * steps);
    tokens.put("sampled", trial.mean("sampled_tokens") * count("sampling"));
    tokens.put("trained", trial.mean("trained_tokens") * count("sampling"));
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
