package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Draw;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.ScoredGroup;
import java.util.List;
import java.util.Optional;

/**
 * Lines 5 to 8 of Algorithm 1, arXiv:2402.03300: forms a step's groups. Guided methods differ here: they add an
 * expert's completion to a group, or a hint to a prompt.
 */
public interface Gathering {

  /** Gathers the groups of a step. */
  Gathered gather(Step step);

  /**
   * A step's groups.
   *
   * @param sampled all groups, in the order drawn
   * @param kept the groups to train on
   * @param notes readable sentences, for example why fewer groups were kept than wanted
   */
  record Gathered(List<ScoredGroup> sampled, List<ScoredGroup> kept, List<String> notes) {
    public Gathered {
      sampled = List.copyOf(sampled);
      kept = List.copyOf(kept);
      notes = List.copyOf(notes);
    }
  }

  /** A step as a gathering sees it. */
  interface Step {
    /** Returns the number of the step, from 1. */
    long number();

    /** Returns the number of groups that the plan wants. */
    int wanted();

    /** Largest number of groups drawn in all, including replacements for groups that the filter leaves out. */
    int budget();

    /** Returns the number of completions in a group, G. */
    int groupSize();

    /** Largest number of tokens in a completion. */
    int maxTokens();

    /**
     * Returns the next problems of the data set. After the first {@link #wanted} problems, no problem occurs twice in a
     * step.
     *
     * @return fewer than requested when the data set has no others
     */
    List<Problem> problems(int count);

    /** Makes a draw for a problem, at the next free place of the step. */
    Draw draw(Problem problem, int count);

    /** Makes a draw of completions that begin with a prefix, which is not learned. */
    Draw draw(Problem problem, int count, int[] prefix);

    /** Samples the completions of each draw. */
    List<Group> sample(List<Draw> draws);

    /** Returns the problem's demonstration as a completion of an expert; empty if it has none. */
    Optional<Completion> expert(Problem problem);

    /** Scores a group. */
    ScoredGroup judge(Group group);

    /** Returns whether the objective's filter keeps a group. */
    boolean keeps(ScoredGroup group);
  }
}
