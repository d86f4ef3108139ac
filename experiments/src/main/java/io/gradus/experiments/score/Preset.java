package io.gradus.experiments.score;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.rewards.cases.CodeCase;
import io.gradus.rewards.cases.FormatCase;
import io.gradus.rewards.cases.MathCase;
import io.gradus.rewards.cases.VerifierCase;
import io.gradus.rewards.code.CodeVerifier;
import io.gradus.rewards.code.sandbox.Limits;
import io.gradus.rewards.code.sandbox.Sandbox;
import io.gradus.rewards.code.sandbox.Tier;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Suites of cases for {@code --preset}. */
public enum Preset {
  MATH_VERIFY,
  HOSTILE_MATH,
  OTHER_GRADERS,
  HOSTILE_CODE,
  FORMAT;

  /**
   * Returns the function that turns a row into a case. The function throws {@code IllegalArgumentException} with the
   * row's faults, one line each.
   *
   * @throws io.gradus.core.UserError if the suite needs a sandbox that does not work on this machine
   */
  Function<JsonNode, VerifierCase> reader() {
    return switch (this) {
      case MATH_VERIFY, HOSTILE_MATH, OTHER_GRADERS -> MathCase::of;
      case FORMAT -> FormatCase::of;
      case HOSTILE_CODE -> {
        CodeVerifier verifier =
            new CodeVerifier(Sandbox.shared(Tier.FORK_SERVER), Limits.DEFAULT, false);
        yield row -> CodeCase.of(row, verifier);
      }
    };
  }

  /**
   * Returns the suite with a name.
   *
   * @throws IllegalArgumentException that lists all names
   */
  public static Preset of(String name) {
    return Arrays.stream(values())
        .filter(preset -> preset.toString().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("'%s' is not one of %s"
            .formatted(
                name,
                Arrays.stream(values()).map(Preset::toString).collect(Collectors.joining(", ")))));
  }

  /** Returns the name of the suite, such as {@code hostile-math}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
