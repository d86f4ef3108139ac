package io.gradus.rewards.code;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.SharedData;
import io.gradus.core.Verdict;
import io.gradus.rewards.code.sandbox.Limits;
import io.gradus.rewards.code.sandbox.OpenSandbox;
import io.gradus.rewards.code.sandbox.Tier;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostileCodeTest {
  private static final Limits SHORT = new Limits(2, 256, 4, 32);

  /** Those that take a second or more are left to {@link CodeBenchmark}. */
  private static List<JsonNode> own() throws IOException {
    return HostileCases.own().stream()
        .filter(row -> !row.path("slow").asBoolean())
        .toList();
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
        .filter(row -> row.path("id").asText().hashCode() % 12 == 0)
        .toList();
    verdictsAreAsExpected(sample, Tier.HARDENED, SHORT);
  }

  @Test
  void aRunThatEndsBeforeItsTestsWereReadLeavesNothingForTheNext() {
    CodeVerifier verifier = new CodeVerifier(OpenSandbox.orSkip(Tier.FORK_SERVER), SHORT, false);
    String longTest = "# " + "x".repeat(3_000_000) + "\nassert f() == 1";
    CodeTask task =
        new CodeTask(Language.PYTHON, new CodeTask.Asserts(List.of(longTest), "", "", "f"));
    for (int i = 0; i < 4; i++) {
      assertThat(verifier
              .verify(task, "import os\nwhile True: os.write(4, b'x' * 4096)")
              .verdict())
          .isEqualTo(Verdict.OUTPUT_LIMIT);
      assertThat(verifier.verify(task, "def f(): return 1").verdict()).isEqualTo(Verdict.CORRECT);
    }
  }

  @Test
  void theSharedHostileCodeGetsItsVerdict() {
    List<JsonNode> rows = JsonRows.read(SharedData.require("verifier_cases/hostile_code.jsonl"));
    verdictsAreAsExpected(rows, Tier.FORK_SERVER, Limits.DEFAULT);
  }
}
