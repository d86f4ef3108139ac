package io.gradus.core.curriculum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Origin;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.Verdict;
import io.gradus.core.WeightsId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CurriculumTest {
  private static final int STRIDE = 8;
  private static final int GROUP = 8;

  /** A hundred problems in four levels; each has a true pass rate, and its words give the level away. */
  private record Hundred(boolean endless) implements Dataset {
    static final String[] LEVELS = {"trivial", "easy", "hard", "impossible"};
    static final double[] RATES = {1, 0.7, 0.3, 0};

    static Problem number(int i) {
      String level = LEVELS[i % 4];
      return new Problem(
          "p" + i, "a " + level + " question", "", Optional.empty(), Map.of("level", level));
    }

    static double rate(Problem problem) {
      return RATES[List.of(LEVELS).indexOf(problem.attributes().get("level"))];
    }

    @Override
    public Problem problem(long seed, long step, int index, int stride) {
      int drawn = CounterRandom.below(endless ? 1 << 30 : 100, seed, step, index, stride);
      return endless
          ? new Problem(
              "e" + drawn,
              number(drawn).question(),
              "",
              Optional.empty(),
              number(drawn).attributes())
          : number(drawn);
    }

    @Override
    public List<Problem> first(int count) {
      return IntStream.range(0, count).mapToObj(Hundred::number).toList();
    }

    @Override
    public List<Problem> listed() {
      return endless ? List.of() : first(100);
    }

    @Override
    public OptionalLong size() {
      return endless ? OptionalLong.empty() : OptionalLong.of(100);
    }
  }

  private static final Dataset LISTED = new Hundred(false);
  private static final Dataset ENDLESS = new Hundred(true);

  static List<Curriculum> curricula() {
    return List.of(
        new DataOrder(),
        new Levels("level", List.of(Hundred.LEVELS), 0.6, 20, Optional.of(15), 0.2),
        new TargetRate(0.8, 0.3, 40, 0.15, 0.9),
        new BayesianRate(0.5, 0.9),
        new SolvedAside(1, 10),
        new PredictedRate(0.1, 0.1, 4, 0.9));
  }

  /** Outcome of a group with the problem's true rate. */
  private static Outcome ask(Problem problem, long step) {
    int right = 0;
    for (int i = 0; i < GROUP; i++) {
      double u = CounterRandom.uniform(3, step, i, problem.id().hashCode());
      right += u < Hundred.rate(problem) ? 1 : 0;
    }
    return new Outcome(problem, right, GROUP);
  }

  private static List<Problem> step(ProblemChoice choice, long step) {
    List<Problem> asked =
        IntStream.range(0, STRIDE).mapToObj(i -> choice.problem(step, i)).toList();
    choice.learn(step, asked.stream().distinct().map(p -> ask(p, step)).toList());
    return asked;
  }

  private static double signal(ProblemChoice choice, int from, int to) {
    int mixed = 0;
    for (int s = from; s <= to; s++) {
      long step = s;
      mixed += (int) step(choice, s).stream().filter(p -> ask(p, step).mixed()).count();
    }
    return mixed / (double) (STRIDE * (to - from + 1));
  }

  @ParameterizedTest
  @MethodSource("curricula")
  void aRestoredChoiceGoesOnAsIfItHadNotStopped(Curriculum curriculum) {
    ProblemChoice whole = curriculum.over(LISTED, 17, STRIDE);
    for (int s = 1; s <= 20; s++) {
      step(whole, s);
    }
    Map<String, double[]> saved = new HashMap<>();
    whole.state().forEach((key, numbers) -> saved.put(key, numbers.clone()));
    ProblemChoice restored = curriculum.over(LISTED, 17, STRIDE);
    restored.load(saved);
    for (int s = 21; s <= 40; s++) {
      assertThat(step(restored, s)).isEqualTo(step(whole, s));
      assertThat(restored.figures()).isEqualTo(whole.figures());
    }
  }

  @ParameterizedTest
  @MethodSource("curricula")
  void theSeedDecidesTheChoice(Curriculum curriculum) {
    List<Problem> one = new ArrayList<>();
    List<Problem> again = new ArrayList<>();
    List<Problem> other = new ArrayList<>();
    ProblemChoice a = curriculum.over(LISTED, 17, STRIDE);
    ProblemChoice b = curriculum.over(LISTED, 17, STRIDE);
    ProblemChoice c = curriculum.over(LISTED, 18, STRIDE);
    for (int s = 1; s <= 5; s++) {
      one.addAll(step(a, s));
      again.addAll(step(b, s));
      other.addAll(step(c, s));
    }
    assertThat(again).isEqualTo(one);
    assertThat(other).isNotEqualTo(one);
  }

  @Test
  void outcomePredictionAsksProblemsWithSignalAlsoIfNoneComesBack() {
    double random = signal(new DataOrder().over(ENDLESS, 17, STRIDE), 1, 60);
    ProblemChoice predicted = new PredictedRate(0.1, 0.1, 4, 0.9).over(ENDLESS, 17, STRIDE);
    signal(predicted, 1, 10);
    double chosen = signal(predicted, 11, 60);
    assertThat(random).isBetween(0.4, 0.56);
    assertThat(chosen).isGreaterThan(0.85);
    assertThat(predicted.figures().get("curriculum/brier")).isLessThan(0.06);
    assertThat(predicted.figures().get("curriculum/calibration_error")).isLessThan(0.1);
    assertThat(predicted.figures().get("curriculum/rollouts_saved")).isBetween(0.2, 0.7);
    assertThat(predicted.figures().get("curriculum/rank_correlation")).isBetween(0.1, 0.95);
  }

  @Test
  void theRankCorrelationIsKendallsTauWithTies() {
    PassRateCalibration calibration = new PassRateCalibration();
    calibration.fade();
    double[][] pairs = {{0.1, 0.0}, {0.4, 0.5}, {0.4, 0.25}, {0.7, 0.5}, {0.9, 0.25}};
    for (double[] pair : pairs) {
      calibration.add(pair[0], pair[1]);
    }
    // 10 pairs: 5 in the same order, 2 in the opposite one; 9 with unequal predictions, 8 with
    // unequal rates.
    assertThat(calibration.figures().get("curriculum/rank_correlation"))
        .isCloseTo((5 - 2) / Math.sqrt(9 * 8), within(1e-12));

    PassRateCalibration resumed = new PassRateCalibration();
    resumed.load(calibration.state());
    for (PassRateCalibration each : List.of(calibration, resumed)) {
      each.fade();
      each.add(0.2, 1.0); // no pair with the step before
    }
    assertThat(resumed.figures()).isEqualTo(calibration.figures());
    assertThat(resumed.figures().get("curriculum/rank_correlation"))
        .isCloseTo((5 - 2) / Math.sqrt(9 * 8), within(1e-12));
  }

  @Test
  void aPredictorThatHasSeenOneClassDrawsAtRandomAndSaysSo() {
    ProblemChoice choice = new PredictedRate(0.1, 0.1, 4, 0.9).over(ENDLESS, 17, STRIDE);
    for (int s = 1; s <= 3; s++) {
      choice.learn(s, List.of(new Outcome(choice.problem(s, 0), 0, GROUP)));
      assertThat(choice.notes(s + 1).toString()).contains("only one class");
      assertThat(choice.figures()).isEmpty();
    }
    choice.learn(4, List.of(new Outcome(choice.problem(4, 0), 1, GROUP)));
    assertThat(choice.notes(5)).isEmpty();
  }

  /** methods.md 6.1: a prediction of 0.3 worth 4 completions, and 2 of 8 right. */
  @Test
  void aPredictionJoinsTheProblemsOwnOutcomes() {
    PredictedRate settings = new PredictedRate(0, 0.1, 4, 1);
    Problem problem = Hundred.number(0);
    PassRates rates = new PassRates(1);
    rates.add(List.of(new Outcome(problem, 2, 8)));
    PredictedRate.Prediction prediction = settings.predict(0.3, problem, rates);
    assertThat(prediction.rate()).isCloseTo(3.2 / 12, within(1e-12));
    assertThat(settings.score(prediction)).isCloseTo(3.2 / 12 * 8.8 / 12, within(1e-12));
  }

  /**
   * methods.md 6.1: 2 of 8 gives Beta(3, 7); then lambda 0.5 and 4 of 8 give Beta(6, 8), where the prior counts too.
   */
  @Test
  void olderOutcomesCountLess() {
    PassRates rates = new PassRates(0.5);
    rates.add(List.of(new Outcome(Hundred.number(1), 2, 8)));
    assertThat(1 + rates.right("p1")).isEqualTo(3);
    assertThat(1 + rates.wrong("p1")).isEqualTo(7);
    rates.add(List.of(new Outcome(Hundred.number(1), 4, 8)));
    assertThat(1 + rates.right("p1")).isEqualTo(6);
    assertThat(1 + rates.wrong("p1")).isEqualTo(8);
  }

  @Test
  void theBayesianChoiceFindsTheProblemsNearItsTarget() {
    ProblemChoice choice = new BayesianRate(0.5, 0.9).over(LISTED, 17, STRIDE);
    signal(choice, 1, 30);
    assertThat(signal(choice, 31, 60)).isGreaterThan(0.8);
  }

  @Test
  void theTargetRateMovesFromEasyToHard() {
    TargetRate curriculum = new TargetRate(0.8, 0.3, 41, 0.15, 1);
    assertThat(curriculum.target(1)).isEqualTo(0.8);
    assertThat(curriculum.target(21)).isCloseTo(0.55, within(1e-12));
    assertThat(curriculum.target(100)).isCloseTo(0.3, within(1e-12));
    ProblemChoice choice = curriculum.over(LISTED, 17, STRIDE);
    for (int s = 1; s <= 100; s++) {
      step(choice, s);
    }
    long hard = IntStream.range(0, STRIDE)
        .filter(i -> Hundred.rate(choice.problem(101, i)) == 0.3)
        .count();
    assertThat(hard).isGreaterThanOrEqualTo(5);
  }

  @Test
  void solvedProblemsAreSetAsideAndComeBack() {
    ProblemChoice choice = new SolvedAside(1, 10).over(LISTED, 17, STRIDE);
    Problem solved = choice.problem(1, 0);
    choice.learn(1, List.of(new Outcome(solved, GROUP, GROUP)));
    Set<Integer> back = new HashSet<>();
    for (int s = 2; s <= 60; s++) {
      for (int i = 0; i < STRIDE; i++) {
        if (choice.problem(s, i).equals(solved)) {
          back.add(s);
        }
      }
    }
    assertThat(back).isNotEmpty().allMatch(s -> s >= 12);
  }

  @Test
  void aLevelBeginsWhenTheOneBeforeIsMastered() {
    ProblemChoice choice = new Levels(
            "level", List.of(Hundred.LEVELS), 0.6, 16, Optional.empty(), 0.25)
        .over(LISTED, 17, STRIDE);
    Set<String> first = new HashSet<>();
    step(choice, 1).forEach(p -> first.add(p.attributes().get("level")));
    assertThat(first).containsExactly("trivial");
    List<Double> levels = new ArrayList<>();
    int replayed = 0;
    int asked = 0;
    for (int s = 2; s <= 60; s++) {
      double level = choice.figures().getOrDefault("curriculum/level", 0.0);
      for (Problem problem : step(choice, s)) {
        int of = 1 + List.of(Hundred.LEVELS).indexOf(problem.attributes().get("level"));
        assertThat(of).isLessThanOrEqualTo((int) level);
        replayed += of < level ? 1 : 0;
        asked += level > 1 ? 1 : 0;
      }
      levels.add(level);
    }
    assertThat(levels).isSorted().contains(2.0, 3.0).doesNotContain(4.0);
    assertThat(replayed / (double) asked).isBetween(0.18, 0.32);
  }

  @Test
  void aLevelWithoutProblemsIsAFault() {
    Levels levels = new Levels("level", List.of("easy", "medium"), 0.7, 200, Optional.empty(), 0.2);
    assertThat(levels.faults(LISTED))
        .containsExactly(
            "order: no problem has level 'medium'; found: [easy, hard, impossible, trivial]. Fix the name, or remove it");
    assertThat(levels.faults(ENDLESS)).hasSize(1);
    assertThat(new Levels("lvl", List.of("easy", "hard"), 0.7, 200, Optional.empty(), 0.2)
            .faults(LISTED)
            .toString())
        .contains("attribute: no problem has 'lvl'; they have [level]");
  }

  @Test
  void aRateThatNoLevelCanExceedIsRefused() {
    assertThatThrownBy(() -> new Levels("level", List.of("a", "b"), 1, 200, Optional.empty(), 0.2))
        .hasMessageContaining("advance-above: must be in [0, 1)");
  }

  /** One problem in 1,000 is rare, so it is hardly ever among the candidates. */
  @Test
  void aRareLevelIsFoundBesideTheCandidates() {
    Dataset rare = new Rare();
    Levels levels = new Levels("level", List.of("rare", "common"), 0.7, 200, Optional.empty(), 0.2);
    assertThat(levels.faults(rare)).isEmpty();
    ProblemChoice choice = levels.over(rare, 17, STRIDE);
    for (int s = 1; s <= 20; s++) {
      for (int i = 0; i < STRIDE; i++) {
        assertThat(choice.problem(s, i).attributes()).containsEntry("level", "rare");
      }
    }
    assertThat(choice.notes(20).toString()).contains("are asked twice");
  }

  @Test
  void problemsOutsideTheOrderAreCounted() {
    ProblemChoice choice = new Levels(
            "level", List.of("easy", "hard"), 0.7, 200, Optional.empty(), 0.2)
        .over(LISTED, 17, STRIDE);
    choice.problem(1, 0);
    assertThat(choice.notes(1).toString()).contains("have no level of curriculum.order");
  }

  private record Rare() implements Dataset {
    @Override
    public Problem problem(long seed, long step, int index, int stride) {
      int drawn = CounterRandom.below(1 << 30, seed, step, index, stride);
      String level = drawn % 1000 == 0 ? "rare" : "common";
      return new Problem("r" + drawn, "?", "", Optional.empty(), Map.of("level", level));
    }

    @Override
    public List<Problem> first(int count) {
      return IntStream.range(0, count).mapToObj(i -> problem(0, 0, i, count)).toList();
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }
  }

  @Test
  void solvedAsideKeepsTheOrderOfTheOtherProblems() {
    ProblemChoice choice = new SolvedAside(1, 10).over(new InTurn(), 17, 4);
    assertThat(IntStream.range(0, 4).mapToObj(i -> choice.problem(1, i).id()))
        .containsExactly("p0", "p1", "p2", "p3");
    choice.learn(1, List.of(new Outcome(choice.problem(1, 1), GROUP, GROUP)));
    assertThat(IntStream.range(0, 4).mapToObj(i -> choice.problem(2, i).id()))
        .containsExactly("p4", "p5", "p6", "p7");
    choice.learn(2, List.of());
    choice.problem(3, 0);
    choice.learn(3, List.of(new Outcome(Hundred.number(12), GROUP, GROUP)));
    assertThat(IntStream.range(0, 4).mapToObj(i -> choice.problem(4, i).id()))
        .containsExactly("p13", "p14", "p15", "p16");
  }

  private record InTurn() implements Dataset {
    @Override
    public Problem problem(long seed, long step, int index, int stride) {
      return Hundred.number((int) ((step - 1) * stride + index) % 100);
    }

    @Override
    public List<Problem> first(int count) {
      return LISTED.first(count);
    }

    @Override
    public List<Problem> listed() {
      return LISTED.listed();
    }

    @Override
    public OptionalLong size() {
      return LISTED.size();
    }
  }

  @Test
  void theFirstGroupOfAProblemIsItsOutcomeAndExpertsDoNotCount() {
    Problem problem = Hundred.number(1);
    ScoredGroup first = group(problem, Origin.POLICY, true, false);
    ScoredGroup hinted = group(problem, Origin.POLICY, true, true);
    assertThat(Outcome.of(List.of(first, hinted))).containsExactly(new Outcome(problem, 1, 2));
    assertThat(Outcome.of(List.of(group(problem, Origin.EXPERT, true, true)))).isEmpty();
  }

  private static ScoredGroup group(Problem problem, Origin origin, boolean... right) {
    List<Completion> completions = new ArrayList<>();
    List<Score> scores = new ArrayList<>();
    for (boolean correct : right) {
      completions.add(new Completion(
          new int[] {1},
          "x",
          new int[] {2},
          BitSet.valueOf(new long[] {1}),
          new float[] {0},
          Optional.empty(),
          Optional.empty(),
          origin,
          new WeightsId(0),
          FinishReason.STOP));
      scores.add(Score.of(correct ? 1 : 0, correct ? Verdict.CORRECT : Verdict.WRONG, "", ""));
    }
    return new ScoredGroup(new Group(problem, completions), scores);
  }

  @Test
  void problemsThatNeverComeBackDoNotSuitACurriculumOfTheirOwnRates() {
    assertThat(new BayesianRate(0.5, 0.9).faults(ENDLESS).toString())
        .contains("Use 'curriculum: predicted'");
    assertThat(new SolvedAside(1, 10).faults(LISTED)).isEmpty();
    assertThat(new PredictedRate(0.1, 0.1, 4, 0.9).faults(ENDLESS)).isEmpty();
  }

  @Test
  void tooLittleExplorationIsRefused() {
    assertThatThrownBy(() -> new PredictedRate(0.1, 0.01, 4, 0.9))
        .hasMessageContaining("exploration: must be in [0.05, 1]");
  }
}
