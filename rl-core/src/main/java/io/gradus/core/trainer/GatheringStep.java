package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Draw;
import io.gradus.core.Group;
import io.gradus.core.Judge;
import io.gradus.core.Problem;
import io.gradus.core.Rollouts;
import io.gradus.core.ScoredGroup;
import io.gradus.core.StopSignal;
import io.gradus.core.curriculum.ProblemChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A step of an {@link Exploration} while its groups are gathered. */
final class GatheringStep implements Gathering.Step {
  /** After this number of repeated problems in a row, we conclude that a generator has no others. */
  private static final int MOST_REPEATS = 100;
  /** Makes the draws of a second data set differ from the draws of the first. */
  private static final long BESIDE = 0x4245_5349L;

  private final long number;
  private final Exploration exploration;
  private final ProblemChoice choice;
  private final Rollouts rollouts;
  private final Judge judge;
  private final StopSignal stop;
  private final long seed;
  private final Set<String> drawn = new HashSet<>();
  private int index;
  private int places;

  GatheringStep(
      long number,
      Exploration exploration,
      ProblemChoice choice,
      Rollouts rollouts,
      Judge judge,
      StopSignal stop,
      long seed) {
    this.number = number;
    this.exploration = exploration;
    this.choice = choice;
    this.rollouts = rollouts;
    this.judge = judge;
    this.stop = stop;
    this.seed = seed;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public int wanted() {
    return exploration.plan().problemsPerStep();
  }

  @Override
  public int budget() {
    return (int) Math.floor(exploration.objective().filter().budget() * wanted());
  }

  @Override
  public int groupSize() {
    return exploration.plan().groupSize();
  }

  @Override
  public int maxTokens() {
    return exploration.sampling().maxTokens();
  }

  @Override
  public List<Problem> problems(int count) {
    List<Problem> problems = new ArrayList<>();
    for (int repeats = 0; problems.size() < count && repeats < MOST_REPEATS; index++) {
      Problem problem = choice.problem(number, index);
      boolean fresh = drawn.add(problem.id());
      // A small data set may repeat itself within the first problems, but a refill never repeats
      // one.
      if (fresh || index < wanted()) {
        problems.add(problem);
        repeats = 0;
      } else {
        repeats++;
      }
    }
    return problems;
  }

  @Override
  public List<Problem> problems(Dataset dataset, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> dataset.problem(beside(seed), number, i, count))
        .toList();
  }

  /** Returns the seed of a second data set of the stage. */
  static long beside(long seed) {
    return CounterRandom.bits(seed, BESIDE);
  }

  @Override
  public Draw draw(Problem problem, int count) {
    return draw(problem, count, new int[0]);
  }

  @Override
  public Draw draw(Problem problem, int count, int[] prefix) {
    return new Draw(number, places++, problem, count, exploration.sampling(), prefix, true);
  }

  @Override
  public List<Group> sample(List<Draw> draws) {
    return rollouts.sample(draws);
  }

  @Override
  public List<Completion> greedy(List<Problem> problems) {
    return rollouts.greedy(Draw.of(number, 0, problems, 1, exploration.sampling()));
  }

  @Override
  public Completion expert(Problem problem) {
    return rollouts.expert(problem);
  }

  @Override
  public ScoredGroup judge(Group group) {
    stop.check(); // a group of programs may take a minute to judge
    return judge.judge(group);
  }

  @Override
  public boolean keeps(ScoredGroup group) {
    return exploration.objective().filter().keeps(group);
  }
}
