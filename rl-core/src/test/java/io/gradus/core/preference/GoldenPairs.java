package io.gradus.core.preference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.SharedData;
import io.gradus.core.policy.TokenSequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of {@code preference_dpo.json}: TRL's and OpenRLHF's losses of four pairs. */
record GoldenPairs(JsonNode root) {

  static GoldenPairs read() throws IOException {
    return new GoldenPairs(JsonMapper.builder()
        .build()
        .readTree(SharedData.require("goldens/preference_dpo.json").toFile()));
  }

  /** Our loss for a row's settings; empty if we have none. */
  static Optional<PairLoss> loss(JsonNode row) {
    JsonNode settings = row.get("settings");
    double beta = settings.get("beta").asDouble();
    double smoothing = settings.get("label_smoothing").asDouble();
    boolean plain = settings.properties().stream()
        .allMatch(setting ->
            List.of("beta", "label_smoothing", "loss_type", "from").contains(setting.getKey()));
    if (!plain) {
      return Optional.empty();
    }
    // TRL ignores the smoothing of its sigmoid loss, OpenRLHF does not
    double sigmoid = settings.has("from") ? smoothing : 0;
    return switch (settings.path("loss_type").asText("sigmoid")) {
      case "sigmoid" -> Optional.of(new SigmoidLoss(beta, sigmoid, false));
      case "sigmoid_norm" -> Optional.of(new SigmoidLoss(beta, 0, true));
      case "ipo" -> Optional.of(new IpoLoss(beta, true));
      case "hinge" -> Optional.of(new HingeLoss(beta));
      case "robust" -> Optional.of(new RobustLoss(beta, smoothing));
      case "exo_pair" -> Optional.of(new ExoPair(beta, smoothing));
      case "nca_pair" -> Optional.of(new NcaPair(beta));
      case "apo_zero" -> Optional.of(new ApoZero(beta));
      case "apo_down" -> Optional.of(new ApoDown(beta));
      default -> Optional.empty();
    };
  }

  List<JsonNode> rows() {
    return root.get("rows").valueStream().toList();
  }

  List<TokenPair> pairs() {
    List<TokenPair> pairs = new ArrayList<>();
    for (JsonNode pair : root.at("/inputs/pairs")) {
      pairs.add(new TokenPair(
          "pair " + pairs.size(),
          sequence(pair, "chosen_ids"),
          sequence(pair, "rejected_ids"),
          false,
          0));
    }
    return pairs;
  }

  private static TokenSequence sequence(JsonNode pair, String completion) {
    return new TokenSequence(ints(pair.get("prompt_ids")), ints(pair.get(completion)));
  }

  private static int[] ints(JsonNode numbers) {
    return numbers.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  /** The log-probs that a row prints, pair by pair. */
  List<PairLogProbs> logProbs(JsonNode row) {
    List<TokenPair> pairs = pairs();
    List<PairLogProbs> logProbs = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      logProbs.add(new PairLogProbs(
          row.get("chosen_log_probs").get(i).asDouble(),
          row.get("rejected_log_probs").get(i).asDouble(),
          row.get("ref_chosen_log_probs").get(i).asDouble(),
          row.get("ref_rejected_log_probs").get(i).asDouble(),
          pairs.get(i).chosen().completion().length,
          pairs.get(i).rejected().completion().length));
    }
    return logProbs;
  }
}
