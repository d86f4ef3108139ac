package io.gradus.experiments.cost;

import io.gradus.experiments.stage.Stage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Computes the cost of a whole stage from the mean step of a trial, although the stage's completions have another mean
 * length.
 *
 * @param problems problems of a real step for each problem of a trial's step
 * @param lengths assumed lengths of completions; empty for a stage that does not sample
 * @param rate seconds for each operation of a supervised stage's updates; empty if there is none before the stage
 */
record Scale(
    Trial trial, Stage stage, double problems, Optional<Lengths> lengths, OptionalDouble rate) {
  /** Of this many completions without a gradient, one goes through the network. */
  private static final double SAMPLE = 8;

  private static final List<String> PARTS = List.of("sampling", "scoring", "survey", "update");

  /** Ratio of sampled tokens. */
  private double sampled() {
    return lengths.isEmpty() || trial.length() == 0 ? 1 : lengths.get().mean() / trial.length();
  }

  /**
   * Ratio of the time of sampling. All rows grow at the same time until the longest ends, and finished rows are
   * removed. So this ratio is the mean of two ratios: of the longest completion, and of the mean length.
   */
  private double decoded() {
    double longest = trial.mean("length/max");
    return lengths.isEmpty() || longest == 0
        ? 1
        : (sampled() + lengths.get().longest() / longest) / 2;
  }

  /** Returns this object with other lengths. */
  Scale with(Lengths other) {
    return new Scale(trial, stage, problems, Optional.of(other), rate);
  }

  private boolean cut() {
    return lengths.map(Lengths::demonstrated).orElse(false);
  }

  /**
   * Ratio of completions that go through the network in training. After a cold start that was cut short, the policy is
   * assumed to be right as often as the demonstrations.
   */
  private double attended() {
    double sequences = trial.mean("trained_sequences");
    double skipped = trial.mean("skipped_sequences");
    if (!cut() || skipped == 0 || skipped >= sequences) {
      return 1;
    }
    int group = stage.exploration().orElseThrow().plan().groupSize();
    double signal = lengths.orElseThrow().signal(group);
    return (signal + (1 - signal) / SAMPLE) * sequences / (sequences - skipped);
  }

  /**
   * Ratio of tokens that go through the network in training. Prompts keep their length, and completions get the assumed
   * length.
   */
  private double trained() {
    double prompts = trial.mean("prompt_tokens");
    double completions = trial.mean("sampled_tokens");
    double all = prompts + completions;
    return all == 0 || completions == 0 ? 1 : (prompts + sampled() * completions) / all;
  }

  private double count(String part) {
    return problems
        * stage.steps()
        * switch (part) {
          case "sampling" -> sampled();
          case "update" -> trained() * attended();
          default -> trained();
        };
  }

  /**
   * Seconds of a part in all steps. A small update spends most of its time outside matrix products. Therefore, if
   * updates are assumed to become larger, each operation takes at most as long as in the supervised stage.
   */
  private double time(String part, double mean) {
    if (part.equals("sampling")) {
      return mean * problems * stage.steps() * decoded();
    }
    double same = mean * count(part);
    return part.equals("update") && attended() > 1 && rate.isPresent()
        ? Math.min(same, rate.getAsDouble() * trial.mean("flops/update") * count(part))
        : same;
  }

  /** Returns what the stage will use, without evaluations. */
  Spent spent(String label) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    trial.seconds(PARTS).forEach((part, mean) -> seconds.put(part, time(part, mean)));
    Map<String, Double> flops = new LinkedHashMap<>();
    for (String part : PARTS) {
      double mean = trial.mean("flops/" + part);
      if (mean > 0) {
        flops.put(part, mean * count(part));
      }
    }
    Map<String, Double> tokens = new LinkedHashMap<>();
    tokens.put("prompt", trial.mean("prompt_tokens") * problems * stage.steps());
    tokens.put("sampled", trial.mean("sampled_tokens") * count("sampling"));
    tokens.put("trained", trial.mean("trained_tokens") * count("sampling"));
    tokens.values().removeIf(count -> count == 0);
    double all = Spent.sum(seconds);
    double watts = trial.watts();
    return new Spent(
        label,
        stage.steps(),
        seconds,
        all * trial.processors(),
        Double.isNaN(watts) ? OptionalDouble.empty() : OptionalDouble.of(watts * all),
        tokens,
        flops,
        Spent.Solved.UNKNOWN);
  }
}
