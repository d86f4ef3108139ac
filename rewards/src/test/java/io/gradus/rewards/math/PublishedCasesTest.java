package io.gradus.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.SharedData;
import io.gradus.rewards.cases.MathCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The public test suites of other graders. Where we disagree, {@code disagreements.tsv} says why, row by row; a row
 * that agrees must not be listed.
 */
class PublishedCasesTest {

  @ParameterizedTest
  @ValueSource(strings = {"hostile_math", "math_verify", "other_graders"})
  void disagreementsAreThoseThatAreArgued(String name) throws IOException {
    Path file = SharedData.require("verifier_cases/" + name + ".jsonl");
    List<MathCase> cases = JsonLines.read(file).stream().map(MathCase::of).toList();
    Set<String> ids = new LinkedHashSet<>();
    Set<String> disagreed = new TreeSet<>();
    for (MathCase published : cases) {
      ids.add(published.id());
      if (published.score().correct() != published.agree()) {
        disagreed.add(published.id());
      }
    }
    Set<String> argued = new TreeSet<>();
    for (String[] row : OwnCasesTest.rows("disagreements.tsv")) {
      if (ids.contains(row[0])) {
        assertThat(row[1]).as("the reason for " + row[0]).isNotBlank();
        argued.add(row[0]);
      }
    }
    assertThat(disagreed).isEqualTo(argued);
  }
}
