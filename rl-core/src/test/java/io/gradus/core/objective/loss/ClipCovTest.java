package io.gradus.core.objective.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.SharedData;
import io.gradus.core.objective.LossTerm;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.Survey;
import io.gradus.core.objective.TokenLogProbs;
import io.gradus.core.objective.UpdatePlace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClipCovTest {
  private final JsonNode file;

  ClipCovTest() throws IOException {
    file = JsonMapper.builder()
        .build()
        .readTree(SharedData.require("goldens/methods_entropy.json").toFile());
  }

  private JsonNode row(String name) {
    return file.get("rows")
        .valueStream()
        .filter(row -> row.get("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static double[] cut(JsonNode numbers, int length) {
    return numbers.valueStream().limit(length).mapToDouble(JsonNode::asDouble).toArray();
  }

  /** One completion of the file at a place; the weight of a token makes its loss a mean over all tokens. */
  private SequenceLoss sequence(int i, int tokens) {
    JsonNode in = file.get("inputs");
    int length = (int)
        in.get("mask").get(i).valueStream().mapToDouble(JsonNode::asDouble).sum();
    double[] advantages = new double[length];
    Arrays.fill(advantages, in.get("advantages").get(i).asDouble());
    TokenLogProbs numbers = new TokenLogProbs(
        cut(in.get("log_probs").get(i), length),
        cut(in.get("old_log_probs").get(i), length),
        new double[0],
        new double[0]);
    return new SequenceLoss(numbers, advantages, 1.0 / tokens, 0, i);
  }

  private List<SequenceLoss> all() {
    int tokens = (int) file.at("/inputs/mask")
        .valueStream()
        .flatMap(JsonNode::valueStream)
        .mapToDouble(JsonNode::asDouble)
        .sum();
    List<SequenceLoss> all = new ArrayList<>();
    for (int i = 0; i < file.at("/inputs/B").asInt(); i++) {
      all.add(sequence(i, tokens));
    }
    return all;
  }

  @Test
  void aDrawOfVerlsGivesVerlsLossAndGradient() {
    JsonNode row = row("clip_cov_drawn_at_random");
    ClipCov loss = new ClipCov(0.2, 0.2, 0.05, 0.05, 5);
    List<SequenceLoss> all = all();
    Survey survey = new Survey(new UpdatePlace(1, 1, 1), all);
    assertThat(loss.candidates(survey)).hasSize(row.get("candidates").asInt());
    assertThat(survey.count(0.05)).isEqualTo(row.get("asked_for").asInt());
    List<Survey.Token> drawn = row.get("tokens_dropped")
        .valueStream()
        .map(place ->
            new Survey.Token(all.get(place.get(0).asInt()), place.get(1).asInt()))
        .toList();
    assertThat(loss.candidates(survey)).containsAll(drawn);

    LossTerm without = loss.without(new Survey.Chosen(drawn));

    double sum = 0;
    for (SequenceLoss sequence : all) {
      without.add(sequence);
      sum += sequence.loss();
      assertThat(sequence.gradient())
          .containsExactly(
              cut(row.get("gradient").get(sequence.index()), sequence.length()), within(1e-6));
    }
    assertThat(sum).isCloseTo(row.get("loss").asDouble(), within(1e-6));
  }

  private Set<String> dropped(long seed, long step, int update) {
    ClipCov loss = new ClipCov(0.2, 0.2, 0.05, 0.05, 5);
    LossTerm term = loss.surveyed(new Survey(new UpdatePlace(seed, step, update), all()));
    Set<String> dropped = new HashSet<>();
    for (SequenceLoss sequence : all()) {
      SequenceLoss plain = all().get(sequence.index());
      loss.add(plain);
      term.add(sequence);
      for (int t = 0; t < sequence.length(); t++) {
        if (sequence.gradient()[t] != plain.gradient()[t]) {
          dropped.add(sequence.index() + " " + t);
        }
      }
    }
    return dropped;
  }

  @Test
  void theDrawFollowsFromSeedStepAndUpdate() {
    assertThat(dropped(1, 1, 1)).hasSize(2).isEqualTo(dropped(1, 1, 1));
    Set<Set<String>> others = new HashSet<>();
    for (int i = 1; i <= 5; i++) {
      others.add(dropped(1 + i, 1, 1));
      others.add(dropped(1, 1 + i, 1));
      others.add(dropped(1, 1, 1 + i));
    }
    assertThat(others).hasSizeGreaterThan(5);
  }

  @Test
  void wrongKeysAreNamed() {
    assertThatThrownBy(() -> new ClipCov(0.2, 0.2, 0, 1, 5)).hasMessageStartingWith("share: ");
    assertThatThrownBy(() -> new ClipCov(0.2, 0.2, 0.1, 5, 5)).hasMessageStartingWith("least: ");
    assertThatThrownBy(() -> new KlCov(2, 1)).hasMessageStartingWith("share: ");
    assertThatThrownBy(() -> new KlCov(0.1, 0)).hasMessageStartingWith("penalty: ");
    assertThatThrownBy(() -> new TopEntropy(1.1, new Reinforce()))
        .hasMessageStartingWith("share: ");
    assertThatThrownBy(() -> new TopEntropy(0.1, new TopEntropy(0.1, new Reinforce())))
        .hasMessageStartingWith("loss: top-entropy is nested");
    assertThatThrownBy(() -> new OffPolicyMask(-1, new Reinforce()))
        .hasMessageStartingWith("threshold: ");
    assertThatThrownBy(() -> new OffPolicyMask(1, new OffPolicyMask(1, new Reinforce())))
        .hasMessageStartingWith("loss: off-policy-mask is nested");
    assertThatThrownBy(() -> new TwoSidedClip(0.2, 0.2, 1)).hasMessageStartingWith("delta: ");
  }
}
