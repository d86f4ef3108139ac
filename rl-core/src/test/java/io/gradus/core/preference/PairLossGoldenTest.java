package io.gradus.core.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Losses of pairs from the log-probs that TRL 1.16 and OpenRLHF print; needs no model. */
class PairLossGoldenTest {

  @TestFactory
  List<DynamicTest> everyRowWithALossMatches() throws IOException {
    GoldenPairs golden = GoldenPairs.read();
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode row : golden.rows()) {
      GoldenPairs.loss(row)
          .ifPresent(loss -> tests.add(
              DynamicTest.dynamicTest(row.get("name").asText(), () -> check(golden, row, loss))));
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(14);
    return tests;
  }

  private static void check(GoldenPairs golden, JsonNode row, PairLoss loss) {
    List<PairLogProbs> pairs = golden.logProbs(row);
    double sum = 0;
    for (int i = 0; i < pairs.size(); i++) {
      PairSlope slope = loss.of(pairs.get(i));
      sum += slope.loss();
      if (row.has("loss_by_pair")) {
        double expected = row.get("loss_by_pair").get(i).asDouble();
        assertThat(slope.loss()).isCloseTo(expected, within(1e-5 * Math.max(1, expected)));
      }
      assertThat(loss.beta() * pairs.get(i).chosenRatio())
          .isCloseTo(row.get("chosen_rewards").get(i).asDouble(), within(1e-5));
      assertThat(loss.beta() * pairs.get(i).rejectedRatio())
          .isCloseTo(row.get("rejected_rewards").get(i).asDouble(), within(1e-5));
    }
    double expected = row.get("loss").asDouble();
    assertThat(sum / pairs.size()).isCloseTo(expected, within(1e-5 * expected));
  }

  @Test
  void everyRowLeftOutHasAReason() throws IOException {
    TreeSet<String> leftOut = new TreeSet<>();
    for (JsonNode row : GoldenPairs.read().rows()) {
      if (GoldenPairs.loss(row).isEmpty()) {
        leftOut.add(row.get("name").asText());
      }
    }
    TreeSet<String> listed = new TreeSet<>();
    try (InputStream in =
        Objects.requireNonNull(PairLossGoldenTest.class.getResourceAsStream("rows-left-out.txt"))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!line.startsWith("#")) {
          String[] parts = line.split(": ", 2);
          assertThat(parts).as("'row: reason' in line '%s'", line).hasSize(2);
          listed.add(parts[0]);
        }
      }
    }
    assertThat(leftOut).isEqualTo(listed);
  }
}
