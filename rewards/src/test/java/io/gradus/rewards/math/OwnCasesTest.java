package io.gradus.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.rewards.cases.MathCase;
import io.gradus.rewards.math.policy.MathPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Our own pairs of answers, a fair sample of what is asked of a verifier; they always run. */
class OwnCasesTest {

  static List<MathCase> cases() throws IOException {
    List<MathCase> cases = new ArrayList<>();
    for (String[] row : rows("own_cases.tsv")) {
      CaseKind kind = CaseKind.of(row[0]).orElseThrow();
      String id = row[1] + " | " + row[2];
      cases.add(new MathCase(
          id, kind, row[1], row[2], Boolean.parseBoolean(row[3]), MathPolicy.lenient()));
    }
    return cases;
  }

  /** A table of the resources beside this class, comments and empty lines left out. */
  static List<String[]> rows(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OwnCasesTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("# "))
          .map(line -> line.split("\t", -1))
          .toList();
    }
  }

  @Test
  void everyPairGetsTheRightVerdict() throws IOException {
    List<String> wrong = cases().stream()
        .filter(c -> c.score().correct() != c.agree())
        .map(c -> c.id() + ": " + c.score().why())
        .toList();
    assertThat(wrong).isEmpty();
    assertThat(cases()).hasSizeGreaterThan(300);
  }
}
