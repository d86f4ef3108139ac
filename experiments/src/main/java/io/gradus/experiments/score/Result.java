package io.gradus.experiments.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.Score;
import io.gradus.experiments.rows.RowText;
import java.util.List;
import java.util.Optional;

/** What became of a line. */
public sealed interface Result {

  /**
   * It was scored.
   *
   * @param id as it stood in the row, else the number of the line
   * @param micros how long the verifier took, microseconds
   * @param comparison with what was expected, where something was
   */
  record Scored(JsonNode id, Score score, long micros, Optional<Comparison> comparison)
      implements Result {

    /** As it is written. */
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
      comparison.ifPresent(c -> {
        row.set("expected", c.expected());
        row.put("agrees", c.agrees());
      });
      return row;
    }
  }

  /**
   * It was not.
   *
   * @param faults why, a line each
   */
  record Refused(long line, List<String> faults) implements Result {}

  /** There was nothing on it. */
  record Blank() implements Result {}

  /**
   * What was expected, and what came.
   *
   * @param expected for the row that is written
   * @param row the row of the confusion table
   * @param column the column of the confusion table
   */
  record Comparison(JsonNode expected, String row, String column, boolean agrees) {}
}
