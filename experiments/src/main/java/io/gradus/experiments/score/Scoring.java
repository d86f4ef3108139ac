package io.gradus.experiments.score;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.experiments.rows.BadRow;

/** Scores rows. Several threads call it at once. */
public interface Scoring {
  /**
   * Scores a row. If the verifier fails, the verdict is {@code verifier_error}.
   *
   * @param line number of the row's line, from 1
   * @throws BadRow if fields of the row are missing or invalid
   */
  Result.Scored score(ObjectNode row, long line) throws BadRow;
}
