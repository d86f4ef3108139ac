package io.gradus.experiments.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.Score;
import io.gradus.experiments.rows.RowText;
import java.util.List;
import java.util.Optional;

/** Result of a line. */
public sealed interface Result {

  /**
   * The line was scored.
   *
   * @param id the row's id, or else the number of the line
   * @param micros time of the verifier in microseconds
   * @param comparison comparison with the expected result, if there is one
   */
  record Scored(JsonNode id, Score score, long micros, Optional<Comparison> comparison)
      implements Result {

    /** Output row. */
    ObjectNode row() {
      ObjectNode row = RowText.row();
      row.set("id", id);
      row.put("verdict", score.verdict().label());
      row.put("reward", score.value());
      row.put("extracted", score.extracted());
      row.put("why", score.why());
      row.put("micros", micros);
      if (!score.terms().isEmpty()) {
        score.terms().forEach(row.putObject("terms")::put);
      }
      if (!score.steps().isEmpty()) {
        ArrayNode steps = row.putArray("steps");
        score
            .steps()
            .forEach(step -> steps.addObject().put("end", step.end()).put("value", step.value()));
      }
      comparison.ifPresent(c -> {
        row.set("expected", c.expected());
        row.put("agrees", c.agrees());
      });
      return row;
    }
  }

  /**
   * The line could not be scored.
   *
   * @param faults faults, one line each
   */
  record Refused(long line, List<String> faults) implements Result {}

  /** The line was blank. */
  record Blank() implements Result {}

  /**
   * Comparison of expected and actual result.
   *
   * @param expected value for the output row
   * @param row row of the confusion table
   * @param column column of the confusion table
   */
  record Comparison(JsonNode expected, String row, String column, boolean agrees) {}
}
