package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Draw;
import io.gradus.core.Group;
import io.gradus.core.Origin;
import io.gradus.core.Problem;
import io.gradus.core.Rollouts;
import io.gradus.core.Sampling;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.StopSignal;
import io.gradus.core.Verdict;
import io.gradus.core.WeightsId;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.curriculum.ProblemChoice;
import io.gradus.core.filter.AnySignal;
import io.gradus.core.filter.Everything;
import io.gradus.core.filter.GroupFilter;
import io.gradus.core.objective.FixedCoefficient;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.TokenMean;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.reference.NoReference;
import io.gradus.core.reporting.RewardReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a step's groups come about: whose completions, of which problems, with which tokens to learn. */
class GatheringTest {
  private final List<Draw> drawn = new ArrayList<>();

  /** Problems that repeat after a number of them; every second has a demonstration. */
  private record Few(int count) implements Dataset {
    @Override
    public Problem problem(long seed, long step, int index, int stride) {
      int place = index % count;
      Optional<Demonstration> demonstration =
          place % 2 == 0 ? Optional.of(new Demonstration("", "worked")) : Optional.empty();
      return new Problem("p" + place, "?", "", demonstration, Map.of());
    }

    @Override
    public List<Problem> first(int count) {
      throw new IllegalArgumentException("not for evaluation");
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.of(count);
    }
  }

  /** Two tokens after the prefix for each completion; an expert writes four. */
  private final class Written implements Rollouts {
    @Override
    public List<Group> sample(List<Draw> draws) {
      drawn.addAll(draws);
      return draws.stream()
          .map(draw -> new Group(
              draw.problem(),
              IntStream.range(0, draw.count())
                  .mapToObj(i -> completion(draw.prefix().length))
                  .toList()))
          .toList();
    }

    private Completion completion(int prefix) {
      int length = prefix + 2;
      return Completion.sampled(
              new int[] {1},
              "own",
              new int[length],
              new float[length],
              new float[length],
              new WeightsId(0),
              io.gradus.core.FinishReason.STOP)
          .learnedFrom(prefix);
    }

    @Override
    public Completion expert(Problem problem) {
      return Completion.expert(new int[] {1}, "expert", new int[] {5, 6, 7, 0});
    }
  }

  private Gathering.Gathered gather(
      Gathering gathering, int problems, int wanted, GroupFilter filter) {
    Objective objective = new Objective(
        (problem, completion) -> Score.of(
            completion.text().equals("expert") ? 1 : 0, Verdict.WRONG, "", "by its writer"),
        filter,
        new MeanCentered(),
        new ClippedSurrogate(0.2, 0.2, Optional.empty()),
        new TokenMean(),
        new NoReference(),
        0);
    Exploration exploration = new Exploration(
        new Few(problems),
        TinyRun.plan(1, wanted, 4, 1, Optional.empty()),
        new Sampling(1, 8, 0, 1, List.of(), 8),
        gathering,
        objective,
        1);
    return gathering.gather(new GatheringStep(
        3, exploration, order(exploration), new Written(), objective::judge, new StopSignal(), 17));
  }

  @Test
  void anExpertTakesThePlaceOfOneCompletionWhereThereIsADemonstration() {
    Gathering.Gathered groups =
        gather(new ExpertInGroup(new Traces(false, false)), 4, 2, new Everything());
    List<Completion> guided = groups.kept().get(0).group().completions();
    assertThat(guided).hasSize(4);
    assertThat(guided.stream().map(Completion::origin))
        .containsExactly(Origin.POLICY, Origin.POLICY, Origin.POLICY, Origin.EXPERT);
    assertThat(groups.kept().get(1).group().completions())
        .hasSize(4)
        .allSatisfy(completion -> assertThat(completion.origin()).isEqualTo(Origin.POLICY));
  }

  @Test
  void aGreedyAnswerJoinsEachGroupAsABaselineAndIsNotLearned() {
    Gathering.Gathered groups = gather(new GreedyBaselines(), 4, 2, new Everything());
    assertThat(drawn).hasSize(4);
    assertThat(drawn.subList(2, 4)).allSatisfy(draw -> {
      assertThat(draw.count()).isEqualTo(1);
      assertThat(draw.sampling().temperature()).isZero();
    });
    assertThat(groups.kept()).hasSize(2).allSatisfy(group -> {
      List<Completion> completions = group.group().completions();
      assertThat(completions.stream().map(Completion::origin))
          .containsExactly(
              Origin.POLICY, Origin.POLICY, Origin.POLICY, Origin.POLICY, Origin.BASELINE);
      assertThat(completions.get(4).learnedLength()).isZero();
      assertThat(group.baseline()).hasValue(0);
    });
    assertThat(new RewardReport(groups.sampled()).metrics())
        .containsEntry("reward/baseline", 0.0)
        .containsEntry("verdict/wrong", 8.0);
  }

  @Test
  void anExpertsPrefixIsGivenAndNotLearned() {
    Gathering.Gathered groups = gather(
        new ExpertPrefix(0.5, new FixedCoefficient(1), new Traces(false, false)),
        4,
        2,
        new Everything());
    assertThat(drawn.get(0).prefix()).containsExactly(5, 6);
    assertThat(drawn.get(1).prefix()).isEmpty();
    Completion continued = groups.kept().get(0).group().completions().get(0);
    assertThat(continued.length()).isEqualTo(4);
    assertThat(continued.learned().stream().toArray()).containsExactly(2, 3);
  }

  @Test
  void aRefillNeverRepeatsAProblemOfItsStepAndEndsWhenThereAreNoOthers() {
    Gathering.Gathered groups = gather(new OnPolicy(), 5, 3, new AnySignal(10));
    assertThat(groups.kept()).isEmpty();
    assertThat(groups.sampled().stream()
            .map(ScoredGroup::group)
            .map(group -> group.problem().id()))
        .containsExactly("p0", "p1", "p2", "p3", "p4");
    assertThat(drawn.stream().map(Draw::place)).containsExactly(0, 1, 2, 3, 4);
    assertThat(groups.notes()).singleElement().asString().contains("only 0 of the 3 wanted");
  }

  @Test
  void aDataSetSmallerThanAStepRepeatsItselfInTheFirstDraw() {
    Gathering.Gathered groups = gather(new OnPolicy(), 2, 4, new Everything());
    assertThat(groups.kept()).hasSize(4);
  }

  private static ProblemChoice order(Exploration exploration) {
    return exploration
        .curriculum()
        .over(exploration.dataset(), 17, exploration.plan().problemsPerStep());
  }
}
