package io.gradus.experiments.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gradus.core.Score;
import io.gradus.experiments.rows.BadRow;
import io.gradus.rewards.cases.VerifierCase;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Scores the cases of a suite and compares each with its expected verdict. */
public final class CaseScoring implements Scoring {
  private final Function<JsonNode, VerifierCase> reader;

  /** @throws io.gradus.core.UserError if the suite needs a sandbox that does not work on this machine */
  public CaseScoring(Preset preset) {
    this.reader = preset.reader();
  }

  @Override
  public Result.Scored score(ObjectNode row, long line) throws BadRow {
    VerifierCase given;
    try {
      given = reader.apply(row);
    } catch (IllegalArgumentException e) {
      throw new BadRow(List.of(String.valueOf(e.getMessage()).split("\n", -1)));
    }
    long begun = System.nanoTime();
    VerifierCase.Outcome outcome = judged(given);
    long micros = (System.nanoTime() - begun) / 1_000;
    JsonNode id = given.id().isEmpty() ? LongNode.valueOf(line) : TextNode.valueOf(given.id());
    JsonNode expected = given.expected();
    return new Result.Scored(
        id,
        outcome.score(),
        micros,
        Optional.of(new Result.Comparison(
            expected,
            expected.isNull() ? "(none)" : expected.asText(),
            outcome.found(),
            outcome.agrees())));
  }

  /**
   * Judges a case. If the verifier throws, the outcome is {@code verifier_error}, so that the other cases are still
   * judged.
   */
  private static VerifierCase.Outcome judged(VerifierCase given) {
    try {
      return given.judge();
    } catch (Exception | Error e) {
      Score failed = Score.verifierError("the verifier failed: " + e);
      String found = failed.verdict().label();
      return new VerifierCase.Outcome(failed, found, given.expected().asText().equals(found));
    }
  }
}
