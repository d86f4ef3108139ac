package io.gradus.experiments.report;

import java.util.List;

/**
 * What is known of a kind of metric: its words for a reader. Metrics that no line of the table names are shown all the same.
 *
 * @param prefix the metrics it speaks of: this key, or the keys below it ({@code kl} covers {@code kl/mean})
 * @param title a heading
 * @param caption how to read it
 */
record Topic(String prefix, String title, String caption) {
  /** In the order of the report. */
  static final List<Topic> ALL = List.of(
      new Topic(
          "reward",
          "Reward",
          "Mean reward of the completions and its parts; the pass rate is the share that is right. Both should rise."),
      new Topic(
          "verdict",
          "Verdicts",
          "What the verifier found, by kind. A kind other than wrong and correct that stays high points at the format, the"
              + " token budget or the verifier."),
      new Topic(
          "length",
          "Completion length",
          "In tokens. It should change because longer or shorter pays, not run into the token budget."),
      new Topic(
          "entropy",
          "Entropy",
          "Of the policy's next-token distribution, in nats. Near zero nothing new is tried any more."),
      new Topic(
          "kl",
          "KL divergence",
          "How far the policy has moved from its reference, in nats a token. A sudden rise is a warning."),
      new Topic(
          "clip",
          "Clipping",
          "The share of tokens whose ratio left the clip range, and so have no gradient."),
      new Topic(
          "ratio", "Importance ratio", "Probability now over probability when sampled; near 1."),
      new Topic("gradient_norm", "Gradient norm", "Before clipping. Spikes are steps to look at."),
      new Topic(
          "loss",
          "Loss",
          "The objective that is minimised. In policy optimisation its size says little; watch the reward."),
      new Topic("advantage", "Advantage", "How much better than its group a completion is."),
      new Topic(
          "group",
          "Groups",
          "Groups with and without a signal: where all rewards are equal nothing is learned."),
      new Topic("filter", "Group filter", "Groups drawn, kept and dropped."),
      new Topic("learning_rate", "Learning rate", ""),
      new Topic(
          "agreement",
          "Sampler against trainer",
          "Difference of the log-probabilities the sampler and the trainer give the same tokens; it should stay at rounding."),
      new Topic("tokens_per_second", "Tokens a second", ""),
      new Topic("time", "Time", "Seconds a step, by what they were spent on."),
      new Topic("memory", "Memory", "It should be flat."));

  private static final List<String> SHARES = List.of("rate", "fraction", "share", "ratio_clipped");

  boolean covers(String key) {
    return key.equals(prefix) || key.startsWith(prefix + "/") || key.startsWith(prefix + "_");
  }

  /** Whether a metric is a share of one, to be shown as a percentage; its name says so. */
  static boolean isShare(String key) {
    return !key.startsWith("learning_rate") && SHARES.stream().anyMatch(key::endsWith);
  }
}
