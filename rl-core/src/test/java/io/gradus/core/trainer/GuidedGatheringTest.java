package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.Completion;
import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Draw;
import io.gradus.core.Experience;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Origin;
import io.gradus.core.Problem;
import io.gradus.core.Rollouts;
import io.gradus.core.Sampling;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.SharedData;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.Verdict;
import io.gradus.core.WeightsId;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.curriculum.ProblemChoice;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.TokenMean;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.reference.NoReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Hints, demonstrations beside the groups, and demonstrations that cannot be used. */
class GuidedGatheringTest {
  private static final String GHPO =
      "\n The following text is the beginning part of the answer, which you can refer to for solving the problem:\n";
  private static final List<Double> SHARES = List.of(0.25, 0.5, 0.75);

  private final List<Draw> drawn = new ArrayList<>();

  private record Asked(IntFunction<Problem> problem) implements Dataset {
    @Override
    public Problem problem(long seed, long step, int index, int stride) {
      return problem.apply(index);
    }

    @Override
    public List<Problem> first(int count) {
      throw new IllegalArgumentException("not for evaluation");
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }
  }

  /** A policy that solves a problem if the question holds its answer. */
  private final class Reader implements Rollouts {
    @Override
    public List<Group> sample(List<Draw> draws) {
      drawn.addAll(draws);
      return draws.stream()
          .map(draw -> new Group(
              draw.problem(),
              IntStream.range(0, draw.count())
                  .mapToObj(i -> written(draw.problem(), i))
                  .toList()))
          .toList();
    }

    private Completion written(Problem problem, int member) {
      boolean right = member == 0 && problem.question().contains(problem.answer());
      return Completion.sampled(
          problem.question().codePoints().toArray(),
          right ? problem.answer() : "no idea",
          new int[2],
          new float[2],
          new float[2],
          new WeightsId(0),
          FinishReason.STOP);
    }

    @Override
    public Completion expert(Problem problem) {
      String text = problem.demonstration().orElseThrow().reasoning();
      if (text.contains("#")) {
        throw new UserError("problem '%s': '#' cannot be encoded".formatted(problem.id()));
      }
      return Completion.expert(
          new int[] {1},
          problem.demonstration().get().answer(),
          text.codePoints().toArray());
    }
  }

  private static Problem problem(String id, String reasoning, String answer) {
    return new Problem(
        id, id + "?", answer, Optional.of(new Demonstration(reasoning, answer)), Map.of());
  }

  private static final Objective OBJECTIVE = new Objective(
      (problem, completion) -> completion.text().equals(problem.answer())
          ? Score.of(1, Verdict.CORRECT, "", "")
          : Score.of(0, Verdict.WRONG, "", ""),
      new Everything(),
      new MeanCentered(),
      new ClippedSurrogate(0.2, 0.2, Optional.empty()),
      new TokenMean(),
      new NoReference(),
      0);

  private Gathering.Gathered gather(
      Gathering gathering, long step, int wanted, IntFunction<Problem> problems) {
    Exploration exploration = new Exploration(
        new Asked(problems),
        TinyRun.plan(1, wanted, 4, 1, Optional.empty()),
        new Sampling(1, 8, 0, 1, List.of(), 8),
        gathering,
        OBJECTIVE,
        1);
    return gathering.gather(new GatheringStep(
        step,
        exploration,
        order(exploration),
        new Reader(),
        OBJECTIVE::judge,
        new StopSignal(),
        17));
  }

  private static Hinted hinted(int coldStart) {
    return new Hinted(SHARES, coldStart, new HintForm(" hint ", ""));
  }

  @Test
  void anUnsolvedProblemIsAskedAgainWithMoreOfItsSolutionUntilItIsSolved() {
    // The answer is in the last half of the first solution, and in none of the second.
    List<Problem> problems = List.of(problem("a", "12345678", "6"), problem("b", "12345678", "9"));
    Gathering.Gathered groups = gather(hinted(20), 21, 2, problems::get);
    assertThat(groups.kept().stream().map(g -> g.group().problem().question()))
        .containsExactly("a? hint 123456", "b? hint 123456");
    assertThat(groups.kept().get(0).rewards()).containsExactly(1, 0, 0, 0);
    // The advantage and the ratio belong to the prompt that produced the final completions.
    assertThat(groups.kept().get(0).group().completions().get(0).prompt())
        .isEqualTo("a? hint 123456".codePoints().toArray());
    assertThat(groups.sampled())
        .as("every round is recorded, in the order drawn")
        .hasSize(8);
    assertThat(drawn.stream().map(Draw::place)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(groups.figures().get("hints/groups")).isEqualTo(1);
    assertThat(groups.figures().get("hints/mean_share")).isEqualTo(0.75);
    assertThat(groups.figures().get("hints/solved")).isEqualTo(0.5);
  }

  @Test
  void aSolvedProblemGetsNoHintAndAColdStartNone() {
    IntFunction<Problem> solved = i -> problem("9", "12345678", "9");
    assertThat(gather(hinted(0), 1, 1, solved).figures().get("hints/groups")).isZero();
    IntFunction<Problem> hard = i -> problem("a", "12345678", "6");
    assertThat(gather(hinted(20), 20, 1, hard).figures().get("hints/groups")).isZero();
    assertThat(drawn).hasSize(2);
  }

  @Test
  void aHintCanEndAfterAWholeStepOfTheSolution() {
    HintForm form = new HintForm(" ", ";");
    Problem problem = problem("a", "1+2=3;4+5=9;", "39");
    assertThat(form.apply(problem, 0.75).question()).isEqualTo("a? 1+2=3;");
    assertThat(form.apply(problem, 0.25).question()).isEqualTo("a? ");
  }

  @Test
  void aHintLongerThanTheSolutionIsRefused() {
    assertThatThrownBy(() -> new Hinted(List.of(0.5, 1.5), 0, new HintForm("", "")))
        .hasMessageContaining("shares: ")
        .hasMessageContaining("cannot be longer than the solution");
  }

  @Test
  void hintsAndDifficultyAreThoseOfGhposCode() throws IOException {
    JsonNode golden = read("methods_ghpo");
    HintForm form = new HintForm(GHPO, "");
    for (JsonNode row : golden.get("hints")) {
      Problem problem = new Problem(
          "p",
          row.get("question").asText(),
          "",
          Optional.of(new Demonstration(row.get("solution_hint").asText(), "")),
          Map.of());
      for (int percent : new int[] {25, 50, 75}) {
        assertThat(form.apply(problem, percent / 100.0).question())
            .isEqualTo(row.get("hint_" + percent).asText());
      }
    }
    for (JsonNode row : golden.get("difficulty")) {
      List<Integer> hard = new ArrayList<>();
      for (int g = 0; g < 2; g++) {
        List<Score> scores = IntStream.range(4 * g, 4 * g + 4)
            .mapToObj(i -> Score.unjudged(row.get("accuracy_reward").get(i).asDouble(), ""))
            .toList();
        if (!HintCount.solved(scored(scores))) {
          hard.add(g);
        }
      }
      assertThat(hard)
          .isEqualTo(
              row.get("groups_with_hint").valueStream().map(JsonNode::asInt).toList());
    }
  }

  @Test
  void demonstrationsBesideTheGroupsAreTrainedOnWithoutAnAdvantage() {
    IntFunction<Problem> asked = i -> problem(i + "", "12", i + "");
    Gathering gathering = new WithDemonstrations(
        new Asked(i -> problem("demo" + i, "345", "yes")),
        3,
        new Traces(false, false),
        new OnPolicy());
    Gathering.Gathered groups = gather(gathering, 1, 2, asked);
    assertThat(groups.sampled()).hasSize(2);
    assertThat(groups.kept()).hasSize(5);
    List<Experience> experience = OBJECTIVE.experience(groups.kept(), ScorerLogProbs.NONE);
    assertThat(experience).hasSize(11);
    assertThat(experience.subList(8, 11)).allSatisfy(e -> {
      assertThat(e.completion().origin()).isEqualTo(Origin.EXPERT);
      assertThat(e.meanAdvantage()).isZero();
      assertThat(e.masked()).isFalse();
    });
    assertThat(experience.get(0).meanAdvantage()).isCloseTo(0.75, within(1e-12));
    assertThat(groups.figures()).containsEntry("traces/used", 3.0);
  }

  @Test
  void tracesThatCannotBeUsedAreCountedAndLeftOutIfTheRecipeSaysSo() {
    List<Problem> problems = List.of(
        problem("fine", "12", "3"),
        problem("unencodable", "1#", "3"),
        problem("empty", "", ""),
        problem("long", "123456789", "3"),
        new Problem("wrong", "?", "3", Optional.of(new Demonstration("12", "4")), Map.of()),
        Problem.of("missing", "?", "3"));
    Gathering.Gathered groups =
        gather(new ExpertInGroup(new Traces(true, true)), 1, 6, problems::get);
    assertThat(groups.figures())
        .containsEntry("traces/used", 1.0)
        .containsEntry("traces/missing", 1.0)
        .containsEntry("traces/unusable", 3.0)
        .containsEntry("traces/wrong", 1.0);
    assertThat(groups.notes())
        .singleElement()
        .asString()
        .contains("3 demonstrations", "problem 'unencodable'");
    assertThat(groups.kept())
        .allSatisfy(group -> assertThat(group.group().size()).isEqualTo(4));
    assertThat(groups.kept().stream()
            .map(g -> g.group().completions().get(3).origin())
            .filter(Origin.EXPERT::equals))
        .hasSize(1);

    assertThatThrownBy(
            () -> gather(new ExpertInGroup(new Traces(false, false)), 1, 6, problems::get))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("set gathering.traces.leave-out-unusable: true");
  }

  @Test
  void withoutTracesTheGroupsAreThoseOfTheBase() {
    IntFunction<Problem> bare = i -> Problem.of("p" + i, "?", "3");
    gather(new ExpertInGroup(new Traces(false, false)), 1, 3, bare);
    List<Draw> guided = List.copyOf(drawn);
    drawn.clear();
    gather(new OnPolicy(), 1, 3, bare);
    assertThat(guided.stream().map(GuidedGatheringTest::fields))
        .containsExactlyElementsOf(
            drawn.stream().map(GuidedGatheringTest::fields).toList());
  }

  private static List<Object> fields(Draw draw) {
    return List.of(
        draw.step(), draw.place(), draw.problem(), draw.count(), Arrays.toString(draw.prefix()));
  }

  @Test
  void luffyWithoutTracesIsRefusedBeforeTheRun() {
    Gathering.Known known = known(List.of(Problem.of("p", "?", "3")));
    assertThat(new ExpertInGroup(new Traces(true, true)).faults(known))
        .singleElement()
        .asString()
        .contains("none of the 1 problems", "fields.demonstration", "gathering: on-policy");
    assertThat(hinted(0).faults(known)).hasSize(1);
    assertThat(hinted(0).faults(known(List.of(problem("p", "1", "1"))))).isEmpty();
  }

  @Test
  void tracesKnownAheadThatCannotBeUsedAreRefusedUnlessTheyAreLeftOut() {
    Gathering.Known known = known(List.of(problem("fine", "12", "3"), problem("bad", "1#", "3")));
    assertThat(new ExpertInGroup(new Traces(false, false)).faults(known))
        .singleElement()
        .asString()
        .contains("1 of 2 demonstrations", "problem 'bad'", "leave-out-unusable: true");
    assertThat(new ExpertInGroup(new Traces(true, false)).faults(known)).isEmpty();
  }

  private Gathering.Known known(List<Problem> problems) {
    return new Gathering.Known() {
      @Override
      public List<Problem> problems() {
        return problems;
      }

      @Override
      public List<Problem> problems(Dataset dataset, int batch) {
        return problems;
      }

      @Override
      public int maxTokens() {
        return 8;
      }

      @Override
      public Completion expert(Problem problem) {
        return new Reader().expert(problem);
      }
    };
  }

  private static ScoredGroup scored(List<Score> scores) {
    return new ScoredGroup(
        new Group(
            Problem.of("p", "?", ""),
            scores.stream().map(score -> Completion.ofText("")).toList()),
        scores);
  }

  private static JsonNode read(String name) throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(SharedData.require("goldens/" + name + ".json").toFile());
  }

  private static ProblemChoice order(Exploration exploration) {
    return exploration
        .curriculum()
        .over(exploration.dataset(), 17, exploration.plan().problemsPerStep());
  }
}
