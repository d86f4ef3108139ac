package io.gradus.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A recorded completion.
 *
 * @param problemId id of the problem; completions with the same problem and group belong together
 * @param group index of the group in the step
 * @param prompt text that the policy continued
 * @param answer the gold answer
 * @param completion text that the policy wrote
 * @param tokens tokens of the completion; empty if the run recorded none
 * @param finish {@code stop} or {@code length}
 * @param reward the reward
 * @param verdict verdict of the verifier
 * @param why reason of the verdict
 * @param extracted answer that the verifier read
 * @param advantage advantage in the update; NaN if there is none
 * @param used whether the update used the completion
 * @param terms values of the parts of the reward, by name
 */
record Rollout(
    String problemId,
    String group,
    String prompt,
    String answer,
    String completion,
    List<Token> tokens,
    String finish,
    double reward,
    String verdict,
    String why,
    String extracted,
    double advantage,
    boolean used,
    Map<String, Double> terms) {

  /**
   * A sampled token.
   *
   * @param text text of the token
   * @param id index in the vocabulary
   * @param logProb log-probability under the policy at temperature 1
   * @param samplingLogProb log-probability under the sampling distribution
   */
  record Token(String text, int id, double logProb, double samplingLogProb) {}

  static Rollout of(JsonNode line) {
    Map<String, Double> terms = new TreeMap<>();
    line.path("terms")
        .properties()
        .forEach(t -> terms.put(t.getKey(), t.getValue().asDouble()));
    return new Rollout(
        line.path("problem_id").asText(""),
        line.path("group").asText(""),
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
        terms);
  }

  private static List<Token> tokens(JsonNode line) {
    JsonNode pieces = line.path("pieces");
    JsonNode logProbs = line.path("log_probs");
    if (pieces.size() != logProbs.size()) {
      return List.of();
    }
    List<Token> tokens = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      tokens.add(new Token(
          pieces.get(i).asText(""),
          line.path("tokens").path(i).asInt(-1),
          logProbs.get(i).asDouble(Double.NaN),
          line.path("sampling_log_probs").path(i).asDouble(Double.NaN)));
    }
    return tokens;
  }
}
