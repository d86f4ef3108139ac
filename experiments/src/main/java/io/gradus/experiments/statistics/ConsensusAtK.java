package io.gradus.experiments.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * cons@k (maj@k): whether the most frequent answer of the samples is right (self-consistency, Wang et al.,
 * arXiv:2203.11171). Answers agree if they are equivalent, even if they are spelt differently.
 */
public final class ConsensusAtK {
  private ConsensusAtK() {}

  /**
   * Returns the score of one problem. Tied winners count by their share, so no random choice is needed. A sample
   * without an answer has no vote. If no sample has an answer, the score is 0.
   *
   * @param answers answers of the k samples; empty if a sample has none
   * @param equivalent decides whether two answers are the same
   * @param correct decides whether an answer is right; called for the first answer of each class
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
