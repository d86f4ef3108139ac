package io.gradus.datasets.combine;

import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worked solutions of problems, as QuestA's code cuts them. */
final class WorkedSolutions {
  private static final Logger LOG = LoggerFactory.getLogger(WorkedSolutions.class);
  private static final String THOUGHT = "</think>";

  private WorkedSolutions() {}

  /**
   * Returns the problem's solution: the text of its demonstration after the last {@code </think>}, without the answer.
   */
  static Demonstration of(Problem problem) {
    String text = problem.demonstration().orElseThrow().reasoning();
    int thought = text.lastIndexOf(THOUGHT);
    return new Demonstration(thought < 0 ? text : text.substring(thought + THOUGHT.length()), "");
  }

  /**
   * Returns whether a problem can have a hint.
   *
   * @param containsGold whether the solution must contain the gold answer
   */
  static boolean fits(Problem problem, boolean containsGold) {
    return problem.demonstration().isPresent()
        && (!containsGold || of(problem).reasoning().contains(problem.answer()));
  }

  /** Returns the problems of a data set that can have a hint; a warning counts the others. */
  static List<Problem> fitting(Dataset dataset, boolean containsGold) {
    List<Problem> all = dataset.listed();
    List<Problem> fitting = all.stream().filter(p -> fits(p, containsGold)).toList();
    if (fitting.isEmpty()) {
      throw new UserError(
          "partial-solutions: none of %,d problems has a worked solution%s. Map fields.demonstration to the solution%s"
              .formatted(
                  all.size(),
                  containsGold ? " that contains its gold answer" : "",
                  containsGold ? ", or set contains-gold: false" : ""));
    }
    if (fitting.size() < all.size()) {
      LOG.warn(
          "partial-solutions: {} of {} problems have no worked solution{} and are left out",
          all.size() - fitting.size(),
          all.size(),
          containsGold ? " that contains their gold answer" : "");
    }
    return fitting;
  }
}
