package io.gradus.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Score;
import io.gradus.core.UserError;
import io.gradus.core.Verdict;
import io.gradus.experiments.statistics.Estimate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgementsTest {
  private static final Score RIGHT = Score.of(1, Verdict.CORRECT, "4", "equal");
  private static final Score WRONG = Score.of(0, Verdict.WRONG, "5", "not equal");
  private static final Score FAILED = Score.verifierError("the sandbox died");

  @Test
  void aProblemWhoseVerifierFailedIsLeftOutWithAWarning() {
    Judgements judgements = new Judgements("sums", 4);
    judgements.add(0, RIGHT);
    judgements.add(1, WRONG);
    judgements.add(2, FAILED);
    judgements.add(3, RIGHT);
    assertThat(judgements.passAtK(1, 5).value()).isEqualTo(2 / 3.0);
    assertThat(judgements.verdicts())
        .containsEntry("verifier_error", 1L)
        .containsEntry("correct", 2L);
    assertThat(judgements.warning().orElseThrow())
        .contains("sums", "1 completions", "Their 1 problems", "the sandbox died");
  }

  @Test
  void theFirstFailureIsQuotedAndAllAreCounted() {
    Judgements judgements = new Judgements("sums", 3);
    judgements.add(0, FAILED);
    judgements.add(0, Score.verifierError("a later reason"));
    judgements.add(1, FAILED);
    judgements.add(2, RIGHT);
    assertThat(judgements.warning().orElseThrow())
        .contains(": 3 completions", "Their 2 problems", "the sandbox died")
        .doesNotContain("a later reason");
  }

  @Test
  void aResultWritesEachIntervalAndItsWarning() {
    Result result = new Result(
        "sums",
        "sampled",
        2,
        4,
        Map.of(1, new Estimate(0.5, 0.4, 0.6), 4, new Estimate(0.7, 0.6, 0.8)),
        3,
        0.25,
        Map.of("correct", 2L),
        List.of(0.5, 0.5),
        "0123456789abcdef",
        Optional.of("two were not judged"),
        1e9,
        2.5);
    assertThat(result.figures())
        .containsEntry("pass_at_1", 0.5)
        .containsEntry("low", 0.4)
        .containsEntry("high", 0.6)
        .containsEntry("low_at_4", 0.6)
        .containsEntry("high_at_4", 0.8)
        .containsEntry("warning", "two were not judged");
    assertThat(result.recorded()).containsEntry("flops", 1e9).containsEntry("time/evaluation", 2.5);
  }

  @Test
  void withoutFailuresThereIsNoWarning() {
    Judgements judgements = new Judgements("sums", 1);
    judgements.add(0, RIGHT);
    assertThat(judgements.passAtK(1, 5).value()).isOne();
    assertThat(judgements.warning()).isEmpty();
  }

  @Test
  void anEvaluationWithoutJudgedProblemsIsRefused() {
    Judgements judgements = new Judgements("sums", 2);
    judgements.add(0, FAILED);
    judgements.add(1, FAILED);
    assertThatThrownBy(() -> judgements.passAtK(1, 5))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("evaluation sums: no problem could be judged: the sandbox died");
  }
}
