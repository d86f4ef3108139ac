package io.gradus.experiments.report;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What is known of a kind of metric: its words for a reader. Metrics that no line of the table names are shown all the same.
 *
 * @param prefixes the metrics it speaks of: these keys, and those below them ({@code kl} covers {@code kl/k3})
 * @param title a heading
 * @param caption how to read it
 */
record Topic(List<String> prefixes, String title, String caption) {
  /** In the order of the report. */
  static final List<Topic> ALL = List.of(
      topic(
          "Reward",
          "Mean reward of the completions, and how it spreads. It should rise.",
          "reward"),
      topic(
          "Pass rate",
          "The share of the sampled completions that is right, of those judged. It should rise.",
          "pass_rate"),
      topic("Reward terms", "Mean of each part of the reward, before its weight.", "term"),
      topic(
          "Verdicts",
          "How many completions of a step the verifier found to be what. A kind other than wrong and correct that stays high"
              + " points at the format, the token budget or the verifier.",
          "verdict"),
      topic(
          "Completion length",
          "In tokens. It should change because longer or shorter pays, not run into the token budget.",
          "length"),
      topic(
          "Truncated", "The share of completions that ran out of their token budget.", "truncated"),
      topic(
          "Entropy",
          "Of the policy's next-token distribution, in nats. Near zero nothing new is tried any more.",
          "entropy"),
      topic(
          "KL divergence",
          "In nats a token: from the reference, and (old) from the policy that sampled. A sudden rise is a warning.",
          "kl"),
      topic(
          "Clipping",
          "The share of tokens whose ratio left the clip range on the side that takes their gradient away.",
          "clip"),
      topic(
          "Importance ratio",
          "How far probability now over probability when sampled is from 1.",
          "ratio"),
      topic("Gradient norm", "Before clipping. Spikes are steps to look at.", "gradient_norm"),
      topic(
          "Loss",
          "What is minimised. In policy optimisation its size says little; watch the reward.",
          "loss"),
      topic("Advantage", "How much better than its group a completion is.", "advantage"),
      topic(
          "Groups",
          "A group whose rewards are all equal has no signal: nothing is learned from it.",
          "groups",
          "filter"),
      topic("Learning rate", "", "learning_rate"),
      topic(
          "Sampler against trainer",
          "The largest difference of the log-probabilities the two give the same tokens; it should stay at rounding.",
          "sampler_trainer_difference"),
      topic("Tokens a second", "", "time/tokens_per_second", "tokens_per_second"),
      topic("Work a step", "", "sampled_tokens", "trained_tokens", "trained_sequences"),
      topic("Time", "Seconds a step, by what they were spent on.", "time"),
      topic("Memory", "It should be flat.", "memory"));

  private static final Pattern SHARE = Pattern.compile(
      "pass_rate|truncated|clip/.*|groups/(without_signal|all_correct|all_wrong)|(?!learning_).*(_rate|fraction|share)");

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

  /** The key without what the title says already. */
  String rest(String key) {
    return prefixes.stream()
        .filter(p -> key.startsWith(p + "/"))
        .map(p -> key.substring(p.length() + 1))
        .findFirst()
        .orElse(key);
  }

  /** Whether a metric is a share of one, to be shown as a percentage. */
  static boolean isShare(String key) {
    return SHARE.matcher(key).matches();
  }
}
