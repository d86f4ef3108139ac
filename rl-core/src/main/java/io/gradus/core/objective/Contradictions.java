package io.gradus.core.objective;

import io.gradus.core.ScorerLogProbs;
import io.gradus.core.advantage.Advantage;
import java.util.List;
import java.util.stream.Stream;

/** Refuses parts of an objective that contradict each other. Each message begins with the key to change. */
final class Contradictions {
  private Contradictions() {}

  static void check(
      Reference reference,
      Advantage advantage,
      Coefficient coefficient,
      Coefficient klCoefficient,
      List<Term> terms) {
    boolean measured = reference.needed() || advantage.scorers().contains(ScorerLogProbs.REFERENCE);
    boolean follows = Stream.concat(
            Stream.of(coefficient, klCoefficient), terms.stream().map(Term::coefficient))
        .anyMatch(Coefficient::followsKl);
    if (follows && !measured) {
      throw new IllegalArgumentException(
          "%s: follows the divergence from a reference, but nothing here reads a reference. Set reference, for example {type: k3}, or advantage: kl-in-reward"
              .formatted(klCoefficient.followsKl() ? "kl-coefficient" : "coefficient"));
    }
    if (!measured && !klCoefficient.equals(new FixedCoefficient(1))) {
      throw new IllegalArgumentException(
          "kl-coefficient: multiplies a KL term, but there is none. Set reference, for example {type: k3}, or remove this key");
    }
  }

  static void check(double entropyBonus, Coefficient entropyCoefficient) {
    if (entropyBonus == 0 && !entropyCoefficient.equals(new FixedCoefficient(1))) {
      throw new IllegalArgumentException(
          "entropy-coefficient: multiplies entropy-bonus, which is 0. Set entropy-bonus to 1, so that the coefficient alone decides, or remove this key");
    }
  }
}
