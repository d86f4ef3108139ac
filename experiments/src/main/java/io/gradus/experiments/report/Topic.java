package io.gradus.experiments.report;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Heading and explanation of a kind of metric. Metrics without a topic are shown too.
 *
 * @param prefixes keys of the metrics, including keys below them ({@code kl} includes {@code kl/k3})
 * @param title heading
 * @param caption explanation
 */
record Topic(List<String> prefixes, String title, String caption) {
  /** All topics in the order of the report. */
  static final List<Topic> ALL = List.of(
      topic(
          "Reward", "Mean and spread of the completions' rewards. The mean should rise.", "reward"),
      topic(
          "Pass rate",
          "Share of correct completions among the judged ones. It should rise.",
          "pass_rate"),
      topic("Reward terms", "Mean of each part of the reward, before its weight.", "term"),
      topic(
          "Verdicts",
          "Number of completions of a step by verdict. If a verdict other than wrong and "
              + "correct stays high, check the format, the token budget and the verifier.",
          "verdict"),
      topic(
          "Completion length",
          "In tokens. It should change only because another length gets more reward, and should stay below the "
              + "token budget.",
          "length"),
      topic("Truncated", "Share of completions that ran out of their token budget.", "truncated"),
      topic(
          "Entropy",
          "Entropy of the policy's next-token distribution, in nats. Near zero, the policy no "
              + "longer explores.",
          "entropy"),
      topic(
          "KL divergence",
          "In nats a token, from the reference and (old) from the policy that sampled. A sudden "
              + "rise is a warning.",
          "kl"),
      topic(
          "Clipping",
          "Share of tokens without a gradient, because their ratio left the clip range.",
          "clip"),
      topic(
          "Importance ratio",
          "Distance from 1 of the ratio of a token's probability now to its probability at "
              + "sampling.",
          "ratio"),
      topic("Gradient norm", "Norm before clipping. Inspect steps with spikes.", "gradient_norm"),
      topic(
          "Loss",
          "The minimised loss. In policy optimisation its size means little; watch the reward.",
          "loss"),
      topic("Advantage", "Difference of a completion's reward from its group.", "advantage"),
      topic(
          "Groups",
          "A group whose rewards are all equal has no signal, so the policy learns nothing from "
              + "it.",
          "groups",
          "filter"),
      topic("Learning rate", "", "learning_rate"),
      topic(
          "Sampler against trainer",
          "Largest difference between sampler and trainer in a token's log-probability. It "
              + "should stay as small as rounding.",
          "sampler_trainer_difference"),
      topic("Tokens a second", "", "time/tokens_per_second", "tokens_per_second"),
      topic("Work a step", "", "sampled_tokens", "trained_tokens", "trained_sequences"),
      topic("Time", "Seconds of a step, by activity.", "time"),
      topic("Memory", "It should stay constant.", "memory"));

  private static final Pattern SHARE = Pattern.compile(
      "pass_rate|truncated|clip/.*|hints/.*|groups/(without_signal|all_correct|all_wrong)|(?!learning_).*(_rate|fraction|share)");

  Topic {
    prefixes = List.copyOf(prefixes);
  }

  static Topic topic(String title, String caption, String... prefixes) {
    return new Topic(List.of(prefixes), title, caption);
  }

  boolean covers(String key) {
    return prefixes.stream()
        .anyMatch(p -> key.equals(p) || key.startsWith(p + "/") || key.startsWith(p + "_"));
  }

  /** The part of a key that the title does not contain. */
  String rest(String key) {
    return prefixes.stream()
        .filter(p -> key.startsWith(p + "/"))
        .map(p -> key.substring(p.length() + 1))
        .findFirst()
        .orElse(key);
  }

  /** Whether a metric is a share, which is shown as a percentage. */
  static boolean isShare(String key) {
    return SHARE.matcher(key).matches();
  }
}
