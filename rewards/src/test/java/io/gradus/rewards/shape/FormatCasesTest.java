package io.gradus.rewards.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.SharedData;
import io.gradus.rewards.cases.FormatCase;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Agreement with the format rewards of TRL and open-r1, on the cases of their own tests. */
class FormatCasesTest {
  @Test
  void everyCaseOfTheKnownGradersAgrees() throws IOException {
    List<String> lines = Files.readAllLines(SharedData.require("verifier_cases/format.jsonl"));
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      FormatCase published = FormatCase.of(new ObjectMapper().readTree(line));
      assertThat(published.judge().agrees()).as(line).isTrue();
    }
  }
}
