package io.gradus.rewards.code;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.SharedData;
import io.gradus.rewards.code.sandbox.OpenSandbox;
import io.gradus.rewards.code.sandbox.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Programs that must pass, and programs that must neither pass nor mask their sample. */
class HostileProgramsTest {
  private static List<JsonNode> own() throws IOException {
    try (InputStream in = HostileProgramsTest.class.getResourceAsStream("hostile_programs.jsonl")) {
      return JsonRows.read(Objects.requireNonNull(in)).stream()
          .filter(row -> !row.path("slow").asBoolean())
          .toList();
    }
  }

  private static void comeOutAsExpected(List<JsonNode> rows, Tier tier) {
    OpenSandbox.orSkip(tier);
    assertThat(rows.stream().map(row -> HostilePrograms.run(row, tier)).toList())
        .hasSameSizeAs(rows)
        .allMatch(outcome -> outcome.fault().isEmpty());
  }

  @Test
  void ourOwnProgramsComeOutAsExpected() throws IOException {
    comeOutAsExpected(own(), Tier.FORK_SERVER);
  }

  @Test
  void theHardenedTierGivesTheSameVerdicts() throws IOException {
    List<JsonNode> sample = own().stream()
        .filter(row -> row.path("id").asText().hashCode() % 6 == 0)
        .toList();
    comeOutAsExpected(sample, Tier.HARDENED);
  }

  @Test
  void theSharedProgramsComeOutAsExpectedAndSpareTheHost() throws IOException {
    OpenSandbox.orSkip(Tier.FORK_SERVER);
    List<JsonNode> rows = JsonRows.read(SharedData.require("verifier_cases/hostile_code_2.jsonl"));
    assertThat(HostFigures.measure(rows, Tier.FORK_SERVER))
        .hasSameSizeAs(rows)
        .allMatch(row -> row.fault().isEmpty())
        .allMatch(row -> row.ownSeconds() <= 1, "at most 1 s of the trainer's processor time")
        .allMatch(row -> row.memory() <= 1.1, "at most 1.1 times its memory limit");
  }
}
