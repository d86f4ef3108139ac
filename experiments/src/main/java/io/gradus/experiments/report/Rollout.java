package io.gradus.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * A recorded completion.
 *
 * @param problemId id of the problem; completions with the same problem and group belong together
 * @param group index of the group in the step
 * @param place index of the completion in the group
 * @param prompt text that the policy continued
 * @param answer the gold answer
 * @param completion text that the policy wrote
 * @param tokens its tokens
 * @param finish {@code stop} or {@code length}
 * @param reward the reward
 * @param verdict verdict of the verifier
 * @param why reason of the verdict
 * @param extracted answer that the verifier read
 * @param advantage mean advantage in the update; NaN if there is none
 * @param used whether the update used the completion
 * @param origin author of the completion
 * @param terms values of the parts of the reward, by name
 */
record Rollout(
    String problemId,
    int group,
    int place,
    String prompt,
    String answer,
    String completion,
    Tokens tokens,
    String finish,
    double reward,
    String verdict,
    String why,
    String extracted,
    double advantage,
    boolean used,
    String origin,
    Map<String, Double> terms) {

  /**
   * Tokens of a completion. Arrays are empty if the run did not record them.
   *
   * @param pieces {@code (T)} text of each token
   * @param ids {@code (T)} index in the vocabulary; -1 if unknown
   * @param logProbs {@code (T)} log-probability under the policy at temperature 1
   * @param sampling {@code (T)} log-probability under the sampling distribution
   * @param learned places of the tokens that the policy learns from, rising
   * @param advantages {@code (T)} advantage of each token, recorded if the tokens of a completion differ
   */
  record Tokens(
      String[] pieces,
      int[] ids,
      double[] logProbs,
      double[] sampling,
      int[] learned,
      double[] advantages) {
    int length() {
      return pieces.length;
    }
  }

  static Rollout of(JsonNode line) {
    Map<String, Double> terms = new TreeMap<>();
    line.path("terms")
        .properties()
        .forEach(t -> terms.put(t.getKey(), t.getValue().asDouble()));
    return new Rollout(
        line.path("problem_id").asText(""),
        line.path("group").asInt(0),
        line.path("index").asInt(0),
        line.path("prompt").asText(""),
        line.path("answer").asText(""),
        line.path("completion").asText(""),
        tokens(line),
        line.path("finish").asText(""),
        line.path("reward").asDouble(Double.NaN),
        line.path("verdict").asText("unjudged"),
        line.path("why").asText(""),
        line.path("extracted").asText(""),
        line.path("advantage").asDouble(Double.NaN),
        line.path("used").asBoolean(true),
        line.path("origin").asText("policy"),
        terms);
  }

  private static Tokens tokens(JsonNode line) {
    JsonNode texts = line.path("pieces");
    int n = texts.size();
    String[] pieces = new String[n];
    int[] ids = new int[n];
    for (int t = 0; t < n; t++) {
      pieces[t] = texts.path(t).asText("");
      ids[t] = line.path("tokens").path(t).asInt(-1);
    }
    int[] learned = new int[line.path("learned").size()];
    for (int i = 0; i < learned.length; i++) {
      learned[i] = line.path("learned").path(i).asInt();
    }
    return new Tokens(
        pieces,
        ids,
        numbers(line.path("log_probs"), n),
        numbers(line.path("sampling_log_probs"), n),
        learned,
        numbers(line.path("advantages"), n));
  }

  /** Numbers of the tokens, or none if their count differs from the tokens'. */
  static double[] numbers(JsonNode values, int count) {
    if (values.size() != count) {
      return new double[0];
    }
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = values.path(i).asDouble(Double.NaN);
    }
    return numbers;
  }
}
