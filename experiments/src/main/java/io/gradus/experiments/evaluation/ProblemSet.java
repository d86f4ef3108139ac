package io.gradus.experiments.evaluation;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import java.util.List;

/** Identity of the problems of an evaluation: evaluations of equal problems can be compared problem by problem. */
final class ProblemSet {
  /** Hexadecimal digits of the hash. */
  private static final int DIGITS = 16;

  private ProblemSet() {}

  /** Returns a hash of problems in their order; of a preference pair, both texts count. */
  static String hash(List<Problem> problems) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (Problem problem : problems) {
      put(hasher, problem.id());
      put(hasher, problem.question());
      put(hasher, problem.answer());
      problem.rejected().ifPresent(worse -> {
        put(hasher, problem.demonstration().orElseThrow());
        put(hasher, worse.demonstration());
      });
    }
    return hasher.hash().toString().substring(0, DIGITS);
  }

  private static void put(Hasher hasher, Demonstration text) {
    put(hasher, text.reasoning());
    put(hasher, text.answer());
  }

  private static void put(Hasher hasher, String text) {
    hasher.putInt(text.length()).putUnencodedChars(text);
  }
}
