package io.gradus.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fifty thousand hostile completions; {@link MathFuzz} as a program runs a million. */
class MathFuzzTest {

  @Test
  void noInputFailsTheVerifierOrHoldsItUp() throws IOException {
    MathFuzz fuzz = MathFuzz.standard(1);
    MathVerifier[] verifiers = {MathVerifier.lenient(), MathVerifier.strict()};
    List<String> failed = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      String gold = fuzz.gold(i);
      String completion = fuzz.completion(i);
      MathVerifier verifier = verifiers[i % 2];
      long start = MathFuzz.processorMicros();
      var score = verifier.verify(gold, completion);
      long micros = MathFuzz.processorMicros() - start;
      if (score.verdict() == Verdict.VERIFIER_ERROR
          && !score.why().equals("the gold answer is empty")) {
        failed.add(i + ": " + score.why());
      }
      if (micros > 50_000 && MathFuzz.best(verifier, gold, completion) > 50_000) {
        failed.add("%d: %d us".formatted(i, micros));
      }
    }
    assertThat(failed).isEmpty();
  }
}
