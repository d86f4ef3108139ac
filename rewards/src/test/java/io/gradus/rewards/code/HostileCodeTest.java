package io.gradus.rewards.code;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.SharedData;
import io.gradus.rewards.code.sandbox.Limits;
import io.gradus.rewards.code.sandbox.OpenSandbox;
import io.gradus.rewards.code.sandbox.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HostileCodeTest {
  private static final Limits SHORT = new Limits(2, 256, 4, 32);

  private static List<JsonNode> own() throws IOException {
    try (InputStream in = HostileCodeTest.class.getResourceAsStream("hostile_code.jsonl")) {
      return JsonRows.read(Objects.requireNonNull(in));
    }
  }

  private static void verdictsAreAsExpected(List<JsonNode> rows, Tier tier, Limits limits) {
    CodeVerifier verifier = new CodeVerifier(OpenSandbox.orSkip(tier), limits, false);
    assertThat(HostileCases.run(rows, verifier, 2))
        .hasSameSizeAs(rows)
        .allMatch(HostileCases.Outcome::agrees);
  }

  @Test
  void ourOwnHostileCodeGetsItsVerdict() throws IOException {
    verdictsAreAsExpected(own(), Tier.FORK_SERVER, SHORT);
  }

  @Test
  void theHardenedTierGivesTheSameVerdicts() throws IOException {
    List<JsonNode> sample = own().stream()
        .filter(row -> !row.path("expected").asText().equals("TIMEOUT"))
        .filter(row -> row.path("id").asText().hashCode() % 4 == 0)
        .toList();
    verdictsAreAsExpected(sample, Tier.HARDENED, SHORT);
  }

  @Test
  void theSharedHostileCodeGetsItsVerdict() {
    List<JsonNode> rows = JsonRows.read(SharedData.require("verifier_cases/hostile_code.jsonl"));
    verdictsAreAsExpected(rows, Tier.FORK_SERVER, Limits.DEFAULT);
  }
}
