package io.gradus.experiments.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * cons@k (maj@k): whether the answer most samples agree on is right (self-consistency, Wang et al., arXiv:2203.11171).
 * Answers agree when they are equivalent, not when they are spelt alike.
 */
public final class ConsensusAtK {
  private ConsensusAtK() {}

  /**
   * The score of one problem. Tied winners each count by their share, so that the figure needs no coin. A sample without an
   * answer has no vote; if none has one, the score is 0.
   *
   * @param answers what the k samples answered; empty where none was found
   * @param equivalent whether two answers are the same
   * @param correct whether an answer is right, asked of the first of each class
   */
  public static <A> double ofProblem(
      List<Optional<A>> answers, BiPredicate<A, A> equivalent, Predicate<A> correct) {
    List<List<A>> classes = new ArrayList<>();
    for (Optional<A> given : answers) {
      if (given.isEmpty()) {
        continue;
      }
      A answer = given.get();
      Optional<List<A>> same =
          classes.stream().filter(c -> equivalent.test(c.get(0), answer)).findFirst();
      if (same.isPresent()) {
        same.get().add(answer);
      } else {
        classes.add(new ArrayList<>(List.of(answer)));
      }
    }
    int most = classes.stream().mapToInt(List::size).max().orElse(0);
    return classes.stream()
        .filter(c -> c.size() == most)
        .mapToDouble(c -> correct.test(c.get(0)) ? 1 : 0)
        .average()
        .orElse(0);
  }
}
