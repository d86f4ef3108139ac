package io.gradus.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.SharedData;
import io.gradus.core.Verdict;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuccessBandTest {
  private static ScoredGroup group(int samples, int successes) {
    return new ScoredGroup(
        new Group(Problem.of("p", "?", ""), Collections.nCopies(samples, Completion.ofText(""))),
        IntStream.range(0, samples)
            .mapToObj(i -> i < successes
                ? Score.of(5, Verdict.CORRECT, "", "")
                : Score.of(0, Verdict.WRONG, "", ""))
            .toList());
  }

  @Test
  void aGroupIsKeptWhereQuestasCodeKeepsIt() throws IOException {
    JsonNode rows = JsonMapper.builder()
        .build()
        .readTree(SharedData.require("goldens/methods_questa.json").toFile())
        .get("success_band");
    assertThat(rows).hasSizeGreaterThan(5);
    for (JsonNode row : rows) {
      SuccessBand band =
          new SuccessBand(row.get("lower").asDouble(), row.get("upper").asDouble(), 3);
      assertThat(
              band.keeps(group(row.get("samples").asInt(), row.get("successes").asInt())))
          .as("%s", row)
          .isEqualTo(row.get("kept").asBoolean());
    }
  }

  @Test
  void aGroupThatNobodyCouldJudgeIsLeftOut() {
    ScoredGroup failed = new ScoredGroup(
        group(1, 1).group(), List.of(Score.verifierError("the sandbox is missing")));
    assertThat(new SuccessBand(0, 1, 3).keeps(failed)).isFalse();
  }

  @Test
  void aBandThatIsEmptyIsRefused() {
    assertThatThrownBy(() -> new SuccessBand(0.9, 0.1, 3)).hasMessageStartingWith("low: ");
  }
}
