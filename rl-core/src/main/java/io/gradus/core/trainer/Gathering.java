package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Dataset;
import io.gradus.core.Draw;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.ScoredGroup;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Lines 5 to 8 of Algorithm 1, arXiv:2402.03300: forms a step's groups. Guided methods differ here: they add an
 * expert's completion to a group, or a hint to a prompt.
 */
public interface Gathering {

  /** Gathers the groups of a step. */
  Gathered gather(Step step);

  /**
   * Returns whether the groups include the policy's likeliest answer, for an advantage that compares with this answer.
   */
  default boolean drawsBaseline() {
    return false;
  }

  /**
   * Returns the faults of the problems that are known before the stage begins; each message begins with a key of the
   * gathering.
   *
   * @return empty if there is no known fault
   */
  default List<String> faults(Known known) {
    return List.of();
  }

  /**
   * Returns the longest form in which this gathering shows a problem to the policy, for checks of the context and for
   * the memory plan.
   */
  default Problem longest(Problem problem) {
    return problem;
  }

  /**
   * Returns the problems that are known before a stage begins, in the longest form in which the policy reads them. The
   * memory plan and the check of a teacher's context need them.
   */
  default List<Problem> shown(Known known) {
    return known.problems().stream().map(this::longest).toList();
  }

  /** What is known before a stage begins: the problems of its first step, and problems that are listed in a file. */
  interface Known {
    /** Returns the problems of the stage's own data set. */
    List<Problem> problems();

    /**
     * Returns the problems of another data set.
     *
     * @param batch number of problems that a step takes from this data set
     */
    List<Problem> problems(Dataset dataset, int batch);

    /** Returns the largest number of tokens in a completion. */
    int maxTokens();

    /**
     * Encodes a problem's demonstration.
     *
     * @throws io.gradus.core.UserError if the demonstration is missing, cannot be encoded, or exceeds the context
     */
    Completion expert(Problem problem);
  }

  /**
   * A step's groups.
   *
   * @param sampled all groups, in the order drawn
   * @param kept the groups to train on
   * @param notes readable sentences, for example why fewer groups were kept than wanted
   */
  record Gathered(
      List<ScoredGroup> sampled,
      List<ScoredGroup> kept,
      List<String> notes,
      Map<String, Double> figures) {
    public Gathered {
      sampled = List.copyOf(sampled);
      kept = List.copyOf(kept);
      notes = List.copyOf(notes);
      figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    /** Returns these groups with further groups to train on, notes and figures. */
    Gathered plus(
        List<ScoredGroup> moreKept, List<String> moreNotes, Map<String, Double> moreFigures) {
      Map<String, Double> all = new LinkedHashMap<>(figures);
      all.putAll(moreFigures);
      return new Gathered(
          sampled,
          Stream.concat(kept.stream(), moreKept.stream()).toList(),
          Stream.concat(notes.stream(), moreNotes.stream()).toList(),
          all);
    }
  }

  /** A step as a gathering sees it. */
  interface Step {
    /** Returns the number of the step, from 1. */
    long number();

    /** Returns the number of groups that the plan wants. */
    int wanted();

    /**
     * Returns the largest number of groups drawn in all, including replacements for groups that the filter leaves out.
     */
    int budget();

    /** Returns the number of completions in a group, G. */
    int groupSize();

    /** Returns the largest number of tokens in a completion. */
    int maxTokens();

    /**
     * Returns the next problems of the data set. After the first {@link #wanted} problems, no problem occurs twice in a
     * step.
     *
     * @return fewer than requested when the data set has no others
     */
    List<Problem> problems(int count);

    /** Returns the step's problems of another data set than the stage's own. */
    List<Problem> problems(Dataset dataset, int count);

    /** Makes a draw for a problem, at the next free place of the step. */
    Draw draw(Problem problem, int count);

    /** Makes a draw of completions that begin with a prefix, which is not learned. */
    Draw draw(Problem problem, int count, int[] prefix);

    /** Samples the completions of each draw. */
    List<Group> sample(List<Draw> draws);

    /** Returns the policy's likeliest answer to each problem, as a baseline that the policy does not learn from. */
    List<Completion> greedy(List<Problem> problems);

    /**
     * Returns the problem's demonstration as a completion of an expert.
     *
     * @throws io.gradus.core.UserError if the demonstration is missing, cannot be encoded, or exceeds the context
     */
    Completion expert(Problem problem);

    /** Scores a group. */
    ScoredGroup judge(Group group);

    /** Returns whether the objective's filter keeps a group. */
    boolean keeps(ScoredGroup group);
  }
}
