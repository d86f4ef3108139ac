package io.gradus.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Fakes;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Minibatch;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.SharedData;
import io.gradus.core.Verdict;
import io.gradus.core.advantage.Advantage;
import io.gradus.core.advantage.Distillation;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.loss.SampledReverseKl;
import io.gradus.core.objective.reference.NoReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Distillation on sampled tokens, against Trinity-RFT and TRL 1.16, row by row. */
class OnPolicyDistillationTest {
  private static final double CLOSE = 1e-5;
  /** Wide enough to clip nothing: Trinity's loss is the ratio times the advantage. */
  private static final PolicyLoss RATIO = Batch.clip(0.999, 1000);

  private static final Map<String, Objective> OURS = Map.of(
      "teacher_minus_student", objective(teacher(1), RATIO, new TokenMean()),
      "coefficient_0.3", objective(teacher(0.3), RATIO, new TokenMean()),
      "sequence_mean", objective(teacher(1), RATIO, new SequenceMean()),
      "on_policy_ratio_1", objective(teacher(1), RATIO, new TokenMean()),
      "trl_sdpo_sampled_token",
          objective(teacher(1), sampled(Optional.empty()), new SequenceMean()),
      "trl_sdpo_sampled_token_is_clip_1.2",
          objective(teacher(1), sampled(Optional.of(1.2)), new SequenceMean()));

  /** Rows without a component, with the reason. */
  private static final Map<String, String> LEFT_OUT = Map.of(
      "prime_rl_ref_kl",
      "it drops tokens whose probability fell by 0.2 and adds a squared log-ratio, a trust region of its own; on fresh samples its gradient is that of the other rows");

  private static Advantage teacher(double weight) {
    return new Distillation(Map.of("teacher", weight), Optional.empty());
  }

  private static PolicyLoss sampled(Optional<Double> cap) {
    return new SampledReverseKl(Map.of("teacher", 1.0), cap);
  }

  private static Objective objective(Advantage advantage, PolicyLoss loss, Reduction reduction) {
    return new Objective(
        new Batch.NumberReward(),
        new Everything(),
        advantage,
        loss,
        reduction,
        new NoReference(),
        0);
  }

  private static JsonNode golden() throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(SharedData.require("goldens/distillation_on_policy.json").toFile());
  }

  @TestFactory
  List<DynamicTest> everyRowWithAComponentMatches() throws IOException {
    JsonNode golden = golden();
    return golden
        .get("rows")
        .valueStream()
        .filter(row -> OURS.containsKey(row.get("name").asText()))
        .map(row -> DynamicTest.dynamicTest(row.get("name").asText(), () -> check(golden, row)))
        .toList();
  }

  @Test
  void noRowIsForgotten() throws IOException {
    Set<String> known = new HashSet<>(OURS.keySet());
    known.addAll(LEFT_OUT.keySet());
    assertThat(golden().get("rows").valueStream().map(row -> row.get("name").asText()))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  private static void check(JsonNode golden, JsonNode row) {
    Objective objective = Objects.requireNonNull(OURS.get(row.get("name").asText()));
    JsonNode inputs = golden.get("inputs");
    String student = row.at("/settings/student").asText("old_log_probs");
    List<Completion> completions = new ArrayList<>();
    for (JsonNode mask : inputs.get("mask")) {
      int length = (int) Arrays.stream(row(mask)).sum();
      float[] old = floats(inputs.get(student).get(completions.size()), length);
      completions.add(Fakes.completion("0", new int[length], old, old, FinishReason.STOP));
    }
    List<ScoredGroup> groups = List.of(scored(completions));
    IdentityHashMap<Completion, Integer> places = new IdentityHashMap<>();
    completions.forEach(completion -> places.put(completion, places.size()));
    ScorerLogProbs frozen = (scorer, completion) -> floats(
        inputs.get("teacher_log_probs").get(Objects.requireNonNull(places.get(completion))),
        completion.length());

    List<Experience> experience = objective.experience(groups, frozen);
    MinibatchLoss loss = objective.over(new Minibatch(experience), 9, 1);
    double sum = 0;
    for (int i = 0; i < completions.size(); i++) {
      int length = completions.get(i).length();
      SequenceLoss sequence = loss.evaluate(
          i,
          new TokenLogProbs(
              Arrays.copyOf(row(inputs.get("log_probs").get(i)), length),
              TokenLogProbs.wide(completions.get(i).behaviour().orElseThrow()),
              Map.of("teacher", TokenLogProbs.wide(frozen.of("teacher", completions.get(i)))),
              new double[0]));
      sum += sequence.loss();
      double[] gradient = Arrays.copyOf(row(row.get("gradient").get(i)), length);
      assertThat(sequence.gradient())
          .as("row %d", i)
          .containsExactly(gradient, offset(CLOSE * 0.1));
      if (row.has("token_advantages")) {
        assertThat(experience.get(i).advantages())
            .containsExactly(
                Arrays.copyOf(row(row.get("token_advantages").get(i)), length), offset(CLOSE));
      }
    }
    assertThat(sum).isCloseTo(row.get("loss").asDouble(), offset(CLOSE));
  }

  private static ScoredGroup scored(List<Completion> completions) {
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < completions.size(); i++) {
      scores.add(Score.of(i % 2, i % 2 > 0 ? Verdict.CORRECT : Verdict.WRONG, "", ""));
    }
    return new ScoredGroup(new Group(Problem.of("golden", "?", ""), completions), scores);
  }

  private static double[] row(JsonNode numbers) {
    return numbers.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  private static float[] floats(JsonNode numbers, int length) {
    float[] floats = new float[length];
    for (int t = 0; t < length; t++) {
      floats[t] = (float) numbers.get(t).asDouble();
    }
    return floats;
  }

  // -------------------------------------------------------------------------------------------
  // mixtures

  private static final float[] OLD = {-1, -2, -0.5f};

  private static List<ScoredGroup> two() {
    return List.of(scored(List.of(
        Fakes.completion("0", new int[3], OLD, OLD, FinishReason.STOP),
        Fakes.completion("1", new int[3], OLD, OLD, FinishReason.STOP))));
  }

  @Test
  void aTeacherThatIsTheSamplerGivesNoAdvantage() {
    double[][] advantages = teacher(1).of(two(), (scorer, completion) -> OLD).get(0);
    assertThat(advantages[0]).containsOnly(0.0);
    assertThat(advantages[1]).containsOnly(0.0);
  }

  @Test
  void teachersAndRewardsAddUpByTheirWeights() {
    Distillation mixture =
        new Distillation(Map.of("a", 0.5, "b", 2.0), Optional.of(new MeanCentered()));
    double[][] advantages = mixture
        .of(
            two(),
            (scorer, completion) -> scorer.equals("a") ? new float[] {-2, -2, -2} : new float[3])
        .get(0);
    assertThat(mixture.scorers()).containsExactlyInAnyOrder("a", "b");
    assertThat(advantages[0]).containsExactly(-0.5 - 0.5 + 2, -0.5 + 4, -0.5 - 0.75 + 1);
    assertThat(advantages[1]).containsExactly(0.5 - 0.5 + 2, 0.5 + 4, 0.5 - 0.75 + 1);
  }

  @Test
  void anExpertsCompletionGetsNothingFromTheTeachers() {
    Completion expert = Completion.expert(new int[] {1}, "1", new int[3]);
    List<ScoredGroup> groups = List.of(scored(List.of(expert)));
    assertThat(teacher(1).of(groups, (scorer, completion) -> new float[3]).get(0)[0])
        .containsOnly(0.0);
  }

  @Test
  void weightsThatDoNothingOrPushAwayAreRefused() {
    for (double weight : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> teacher(weight))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("teachers.teacher: ");
    }
    assertThatThrownBy(() -> new Distillation(Map.of(), Optional.empty()))
        .hasMessageStartingWith("teachers: ");
    assertThatThrownBy(() -> new Distillation(Map.of("a", 1.0), Optional.of(teacher(1))))
        .hasMessageStartingWith("advantage: ");
  }
}
