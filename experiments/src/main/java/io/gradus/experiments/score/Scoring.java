package io.gradus.experiments.score;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.experiments.rows.BadRow;

/** How a row is scored. Called from several threads at once. */
public interface Scoring {
  /**
   * Scores a row. A verifier that fails is a verdict, {@code verifier_error}.
   *
   * @param line its number, from 1
   * @throws BadRow if the row does not say what is to be scored
   */
  Result.Scored score(ObjectNode row, long line) throws BadRow;
}
