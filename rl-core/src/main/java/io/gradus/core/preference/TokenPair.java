package io.gradus.core.preference;

import io.gradus.core.policy.TokenSequence;
import java.util.ArrayList;
import java.util.List;

/**
 * A preference pair as tokens. Both sequences have the same prompt.
 *
 * @param problem id of the problem
 * @param truncated whether the end of a completion is cut off
 * @param margin by how much the chosen completion is better; 0 if unknown
 */
public record TokenPair(
    String problem,
    TokenSequence chosen,
    TokenSequence rejected,
    boolean truncated,
    double margin) {

  /** Returns the sequences of pairs: for each pair, first the chosen and then the rejected sequence. */
  public static List<TokenSequence> sequences(List<TokenPair> pairs) {
    List<TokenSequence> sequences = new ArrayList<>();
    for (TokenPair pair : pairs) {
      sequences.add(pair.chosen());
      sequences.add(pair.rejected());
    }
    return sequences;
  }
}
