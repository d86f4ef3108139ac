package io.gradus.datasets.combine;

import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.datasets.draw.Draws;
import io.gradus.datasets.draw.Epochs;
import java.util.List;
import java.util.OptionalLong;

/**
 * QuestA's augmented questions, arXiv:2507.13266: each question is followed by the beginning of its worked solution. An
 * evaluation asks without hints.
 *
 * @param share share of the solution's characters, rounded down; the solution is the text after the last {@code
 *     </think>}
 * @param later further shares by step, so that hints become shorter (QuestA: 50 %, then 25 %)
 * @param heading text between question and hint; the default is the authors'
 * @param shortest the authors use 10
 */
@About("QuestA: each question with the beginning of its worked solution (arXiv:2507.13266)")
public record PartialSolutions(
    @About("problems with worked solutions") Dataset dataset,

    @Default("0.5") @About("share of the solution's characters that is shown")
    double share,

    @Default("[]") @About("other shares from later steps on")
    List<Lesson> later,

    @Default("\"\\n\\n## Hint.\"") @About("text between the question and the hint")
    String heading,

    @Default("10") @About("characters of the shortest hint; a shorter one is left out")
    int shortest,

    @Default("true")
    @About("leaves out problems whose worked solution does not contain the gold answer")
    boolean containsGold)
    implements Dataset {

  private static final long ANEW = 32;

  /** The listed problems that can have a hint. They are kept as long as the record exists. */
  private static final Stored<List<Problem>> FITTING = new Stored<>();

  /**
   * Another share, which applies from a step on.
   *
   * @param fromStep of the stage
   */
  public record Lesson(
      @About("first step with this share") long fromStep,

      @About("share of the solution's characters, 0 for no hint")
      double share) {
    public Lesson {
      if (fromStep < 2) {
        throw new IllegalArgumentException("from-step: must be 2 or more, but is " + fromStep);
      }
      requireShare(share);
    }
  }

  public PartialSolutions {
    later = List.copyOf(later);
    requireShare(share);
    for (int i = 1; i < later.size(); i++) {
      if (later.get(i).fromStep() <= later.get(i - 1).fromStep()) {
        throw new IllegalArgumentException("later: steps must rise, but %d follows %d"
            .formatted(later.get(i).fromStep(), later.get(i - 1).fromStep()));
      }
    }
    if (shortest < 0) {
      throw new IllegalArgumentException("shortest: must be 0 or more, but is " + shortest);
    }
  }

  private static void requireShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share: must be in [0, 1], because a hint cannot be longer than the solution, but is "
              + share);
    }
  }

  @Override
  public Problem problem(long seed, long step, int index, int stride) {
    double now = share;
    for (Lesson lesson : later) {
      now = step >= lesson.fromStep() ? lesson.share() : now;
    }
    return hinted(bare(seed, step, index, stride), now);
  }

  private Problem bare(long seed, long step, int index, int stride) {
    if (writtenOut()) {
      return Epochs.problem(fitting(), seed, step, index, stride);
    }
    return Draws.accepted(
        attempt -> {
          long other = attempt == 0 ? seed : CounterRandom.bits(seed, ANEW, attempt);
          Problem drawn = dataset.problem(other, step, index, stride);
          return WorkedSolutions.fits(drawn, containsGold) ? drawn : null;
        },
        "contains-gold: no worked solution contains its gold answer: set false, or take another data set");
  }

  private List<Problem> fitting() {
    return FITTING.of(this, () -> WorkedSolutions.fitting(dataset, containsGold));
  }

  private boolean writtenOut() {
    // A generator may have to count its problems, so it is first asked for the list that it does
    // not have.
    List<Problem> listed = dataset.listed();
    return !listed.isEmpty() && dataset.size().equals(OptionalLong.of(listed.size()));
  }

  /** Returns the problem with a share of its solution; without a hint if that share is too short. */
  Problem hinted(Problem problem, double shown) {
    Demonstration solution = WorkedSolutions.of(problem);
    int characters = (int) (shown * solution.characters());
    return characters < Math.max(1, shortest)
        ? problem
        : problem.asking(problem.question() + heading + solution.beginning(characters));
  }

  /** Returns the problems of an evaluation, without hints. */
  @Override
  public List<Problem> first(int count) {
    return dataset.first(count);
  }

  /** Returns every problem that can have a hint, with the longest hint of the curriculum. */
  @Override
  public List<Problem> listed() {
    double most =
        Math.max(share, later.stream().mapToDouble(Lesson::share).max().orElse(0));
    return writtenOut()
        ? fitting().stream().map(problem -> hinted(problem, most)).toList()
        : List.of();
  }

  @Override
  public OptionalLong size() {
    return writtenOut() ? OptionalLong.of(fitting().size()) : dataset.size();
  }
}
