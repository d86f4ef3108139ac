package io.gradus.core.curriculum;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sets solved problems aside and brings them back later: a problem whose completions are all right has no signal, but
 * may be forgotten. The other problems keep the data set's order.
 *
 * @param visits consecutive visits without a wrong completion after which a problem is set aside
 * @param steps steps until it comes back; after each further visit without a fault the pause is twice as long
 */
@About("sets problems aside once they are solved, and brings them back later")
public record SolvedAside(
    @Default("1") @About("consecutive fully solved visits after which a problem is set aside")
    int visits,

    @Default("50")
    @About("steps until it comes back; the pause doubles each time that it is solved again")
    int steps)
    implements Curriculum {
  private static final int LONGEST = 20;

  public SolvedAside {
    if (visits < 1 || steps < 1) {
      throw new IllegalArgumentException("%s: must be positive, but is %d"
          .formatted(visits < 1 ? "visits" : "steps", visits < 1 ? visits : steps));
    }
  }

  @Override
  public List<String> faults(Dataset dataset) {
    return Revisited.faults("visits", dataset);
  }

  @Override
  public ProblemChoice over(Dataset dataset, long seed, int stride) {
    return new RankedChoice(dataset, seed, stride) {
      /** For each solved problem: visits in a row without a fault, and the step at which it comes back. */
      private final Map<String, double[]> solved = new TreeMap<>();

      private int aside;

      @Override
      List<Problem> candidates(long step) {
        return candidates.inOrder(step);
      }

      @Override
      List<Problem> rank(long step, List<Problem> candidates) {
        List<Problem> open = new ArrayList<>();
        List<Problem> closed = new ArrayList<>();
        for (Problem problem : candidates) {
          (back(problem) > step ? closed : open).add(problem);
        }
        aside = closed.size();
        // If too few problems are open, solved problems follow, in the order in which they would
        // come back.
        open.addAll(descending(closed, problem -> -back(problem)));
        return open;
      }

      private double back(Problem problem) {
        return solved.getOrDefault(problem.id(), new double[2])[1];
      }

      @Override
      public void learn(long step, List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
          String id = outcome.problem().id();
          if (outcome.right() < outcome.judged()) {
            solved.remove(id);
          } else {
            double streak = solved.getOrDefault(id, new double[2])[0] + 1;
            double pause =
                streak < visits ? 0 : steps * Math.pow(2, Math.min(LONGEST, streak - visits));
            solved.put(id, new double[] {streak, step + 1 + pause});
          }
        }
      }

      @Override
      public Map<String, double[]> state() {
        return solved;
      }

      @Override
      public void load(Map<String, double[]> state) {
        solved.clear();
        solved.putAll(state);
      }

      @Override
      public Map<String, Double> figures() {
        return Map.of("curriculum/set_aside", (double) aside);
      }
    };
  }
}
