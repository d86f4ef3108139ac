package io.gradus.rewards.code;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.SharedData;
import io.gradus.rewards.code.sandbox.Limits;
import io.gradus.rewards.code.sandbox.OpenSandbox;
import io.gradus.rewards.code.sandbox.Tier;
import org.junit.jupiter.api.Test;

/** Solutions pass, and empty ones do not. */
class CanonicalSolutionsTest {

  private static void solutionsPassAndEmptyOnesDoNot(Canonical benchmark) {
    CodeVerifier verifier =
        new CodeVerifier(OpenSandbox.orSkip(Tier.FORK_SERVER), Limits.DEFAULT, false);
    JsonNode figures = benchmark.measure(verifier, 2);
    assertThat(figures.path("passed").asInt())
        .as(figures.toString())
        .isEqualTo(benchmark.problems().size());
    assertThat(figures.path("empty_bodies_passed").asInt())
        .as(figures.toString())
        .isZero();
    assertThat(figures.has("empty_errors")).as(figures.toString()).isFalse();
  }

  @Test
  void ofHumanEval() {
    SharedData.require("humaneval/HumanEval.jsonl.gz");
    solutionsPassAndEmptyOnesDoNot(Canonical.humanEval());
  }

  @Test
  void ofMbpp() {
    SharedData.require("mbpp/mbpp.jsonl");
    solutionsPassAndEmptyOnesDoNot(Canonical.mbpp().emptyEvery(5));
  }
}
