package io.gradus.core.objective;

import static io.gradus.core.objective.Batch.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Origin;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.advantage.Standardized;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.loss.Imitation;
import io.gradus.core.objective.loss.PhiWeighted;
import io.gradus.core.objective.loss.PowerShaped;
import io.gradus.core.objective.loss.ProbabilityWeighted;
import io.gradus.core.objective.loss.Shaped;
import io.gradus.core.objective.reference.K3;
import io.gradus.core.objective.reference.NoReference;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Losses and gradients of the code of LUFFY, CHORD, GHPO and QuestA, row by row of what it computed. */
class GuidedGoldenTest {
  private static final int T = 9;

  /** Rows that no recipe of ours can make, each with the reason. */
  private static final Map<String, String> LEFT_OUT = Map.ofEntries(
      Map.entry("methods_luffy/logp_weight_0.1", "imitation by the advantage: never in a script"),
      Map.entry("methods_luffy/p_logp_weight_0.1", "a sum of two shapings: never in a script"),
      Map.entry(
          "methods_luffy/on_policy_gamma_0.1",
          "shapes the policy's ratio: neither in the" + " paper nor in a script"),
      Map.entry("methods_luffy/off_max_clip_0.7", "bounds the shaped value: never in a script"),
      Map.entry("methods_luffy/off_min_clip_0.6", "bounds the shaped value: never in a script"),
      Map.entry("methods_luffy/all_max_clip_0.8", "bounds every ratio: never in a script"),
      Map.entry("methods_luffy/expert_probs_given", "our data sets hold no expert's probabilities"),
      Map.entry(
          "methods_questa/cap_1.2",
          "a mask of behaviour weights is a correction; it is" + " tested with the corrections"));

  @Test
  void everyRowIsTestedOrLeftOutWithAReason() throws IOException {
    Set<String> tested = new HashSet<>();
    for (Stream<DynamicTest> tests : List.of(luffy(), chord(), ghpo(), questa())) {
      tests.map(DynamicTest::getDisplayName).forEach(tested::add);
    }
    assertThat(tested).doesNotContainAnyElementsOf(LEFT_OUT.keySet());
    tested.addAll(LEFT_OUT.keySet());
    Set<String> all = new HashSet<>();
    for (String file :
        List.of("methods_luffy", "methods_chord", "methods_ghpo", "methods_questa")) {
      rows(file, GuidedBatch.read(file)).map(row -> name(file, row)).forEach(all::add);
    }
    assertThat(tested).isEqualTo(all);
  }

  private static Stream<JsonNode> rows(String file, JsonNode root) {
    assertThat(root.get("rows")).as(file).isNotEmpty();
    return root.get("rows").valueStream();
  }

  private static String name(String file, JsonNode row) {
    return file + "/" + row.get("name").asText();
  }

  private static Stream<DynamicTest> tests(String file, JsonNode root, Check check) {
    return rows(file, root)
        .filter(row -> !LEFT_OUT.containsKey(name(file, row)))
        .map(row -> DynamicTest.dynamicTest(name(file, row), () -> check.of(root, row)));
  }

  private interface Check {
    void of(JsonNode root, JsonNode row);
  }

  private static GuidedBatch batch(JsonNode inputs) {
    JsonNode reference = inputs.path("reference_log_probs");
    return new GuidedBatch(
        GuidedBatch.matrix(inputs.get("log_probs")),
        GuidedBatch.matrix(inputs.get("old_log_probs")),
        reference.isMissingNode() ? new double[0][] : GuidedBatch.matrix(reference));
  }

  @TestFactory
  Stream<DynamicTest> luffy() throws IOException {
    return tests("methods_luffy", GuidedBatch.read("methods_luffy"), GuidedGoldenTest::luffy);
  }

  private static void luffy(JsonNode root, JsonNode row) {
    JsonNode inputs = root.get("inputs");
    JsonNode settings = row.get("settings");
    boolean imitates = settings.has("sft_coefficient");
    int[] lengths = GuidedBatch.lengths(inputs.get("mask"));
    int[] prefixes = GuidedBatch.lengths(inputs.get("prefix_mask"));
    double[][] advantages = GuidedBatch.matrix(
        root.get("token_advantages").get(settings.get("advantage").asText()));
    GuidedBatch batch = batch(inputs);
    for (int i = 0; i < lengths.length; i++) {
      // The baseline with a supervised loss imitates a row whole if an expert began it.
      int expert = imitates && prefixes[i] > 0 ? lengths[i] : prefixes[i];
      batch.add(i, 0, expert, true, advantages[i], batch.filled(1));
      batch.add(i, expert, lengths[i], false, advantages[i], batch.filled(1));
    }
    PolicyLoss own = settings.get("loss_remove_clip").asBoolean()
        ? clip(1, 1e9)
        : clip(0.2, Math.max(0.2, settings.get("clip_upper_bound").asDouble() - 1));
    String shaping = settings.path("off_policy_reshape").asText();
    PolicyLoss loss = switch (shaping) {
      case "" -> own;
      case "no_reshape" -> new PowerShaped(1, own);
      case "square_root" -> new PowerShaped(0.5, own);
      case "pow" -> new PowerShaped(settings.get("off_policy_reshape_pow_exp").asDouble(), own);
      default -> new Shaped(Double.parseDouble(shaping.replace("p_div_p_", "")), own);
    };
    Reduction reduction = settings.get("loss_remove_token_mean").asBoolean()
        ? new ConstantSum(Optional.of(T))
        : new TokenMean();
    List<Term> terms = imitates
        ? List.of(new Term(
            Origin.EXPERT,
            new Imitation(),
            new TokenMean(),
            new FixedCoefficient(settings.get("sft_coefficient").asDouble())))
        : List.of();
    batch.check(objective(loss, reduction, new FixedCoefficient(1), terms), 1, 1, row);
  }

  @Test
  void luffysAdvantagesAreTakenOverTheExpertAndThePolicy() throws IOException {
    JsonNode root = GuidedBatch.read("methods_luffy");
    double[] rewards = GuidedBatch.vector(root.at("/inputs/rewards"));
    for (int group = 0; group < 2; group++) {
      double[] of = Arrays.copyOfRange(rewards, 4 * group, 4 * group + 4);
      assertThat(new MeanCentered().of(of))
          .containsExactly(firsts(root, "union_no_std", group), within(1e-5));
      assertThat(new Standardized(1e-6).of(of))
          .containsExactly(firsts(root, "union_std", group), within(1e-5));
    }
  }

  private static double[] firsts(JsonNode root, String kind, int group) {
    return IntStream.range(4 * group, 4 * group + 4)
        .mapToDouble(i -> root.get("token_advantages").get(kind).get(i).get(0).asDouble())
        .toArray();
  }

  @TestFactory
  Stream<DynamicTest> chord() throws IOException {
    return tests("methods_chord", GuidedBatch.read("methods_chord"), GuidedGoldenTest::chord);
  }

  private static void chord(JsonNode root, JsonNode row) {
    JsonNode inputs = root.get("inputs");
    JsonNode settings = row.get("settings");
    int[] lengths = GuidedBatch.lengths(inputs.get("mask"));
    double[] experts = GuidedBatch.vector(inputs.get("expert"));
    int[] rows = settings.has("rows")
        ? settings.get("rows").valueStream().mapToInt(JsonNode::asInt).toArray()
        : IntStream.range(0, lengths.length).toArray();
    GuidedBatch batch = batch(inputs);
    for (int i : rows) {
      batch.add(i, lengths[i], experts[i] > 0, inputs.get("advantages").get(i).asDouble());
    }
    PolicyLoss imitation = settings.path("enable_phi_function").asBoolean(true)
        ? new PhiWeighted(Optional.ofNullable(settings.get("cutoff_prob")).map(JsonNode::asDouble))
        : new Imitation();
    if (row.get("name").asText().equals("sft_importance_weighted_ablation")) {
      imitation = new ProbabilityWeighted();
    }
    String mode = settings.path("loss_agg_mode").asText();
    Reduction own = reduction(mode);
    Reduction expert = reduction(settings.path("sft_loss_agg_mode").asText(mode));
    boolean alone = !row.has("mu");
    Coefficient mu = alone
        ? new FixedCoefficient(1)
        : new WarmupCosine(
            settings.path("mu_warmup_steps").asInt(),
            settings.path("mu_decay_steps").asInt(),
            settings.get("mu_peak").asDouble(),
            settings.get("mu_valley").asDouble());
    long step = settings.path("step").asLong();
    // The code splits the two streams over micro-batches by their rows, and divides afterwards;
    // here
    // the minibatch is whole.
    double both = settings.has("ppo_micro_batch_size_per_gpu")
        ? 2
        : settings.has("use_dynamic_bsz") ? 8.0 / rows.length : 1;
    double ownShare = both * Arrays.stream(rows).filter(i -> experts[i] == 0).count() / 5;
    double expertShare = both * Arrays.stream(rows).filter(i -> experts[i] > 0).count() / 3;
    Coefficient ours = at -> ownShare * new Complement(mu).at(at);
    Coefficient theirs = at -> expertShare * mu.at(at);
    PolicyLoss policy =
        new ClippedSurrogate(0.2, settings.path("clip_range_high").asDouble(0.2), Optional.of(3.0));
    batch.check(
        objective(policy, own, ours, List.of(new Term(Origin.EXPERT, imitation, expert, theirs))),
        1,
        step,
        row);
  }

  private static Reduction reduction(String mode) {
    return mode.equals("seq-mean-token-mean") ? new SequenceMean() : new TokenMean();
  }

  @Test
  void theCourseOfMuIsChords() throws IOException {
    for (JsonNode at : GuidedBatch.read("methods_chord").get("mu_schedule")) {
      WarmupCosine mu = new WarmupCosine(
          at.get("warmup").asInt(),
          at.get("decay").asInt(),
          at.get("peak").asDouble(),
          at.get("valley").asDouble());
      assertThat(mu.at(at.get("step").asLong())).isCloseTo(at.get("mu").asDouble(), within(1e-12));
    }
  }

  @TestFactory
  Stream<DynamicTest> ghpo() throws IOException {
    return tests("methods_ghpo", GuidedBatch.read("methods_ghpo"), GuidedGoldenTest::ghpo);
  }

  private static void ghpo(JsonNode root, JsonNode row) {
    JsonNode inputs = root.get("inputs");
    JsonNode settings = row.get("settings");
    int[] lengths = GuidedBatch.lengths(inputs.get("mask"));
    GuidedBatch batch = settings.get("num_iterations").asInt() == 1
        ? new GuidedBatch(
            GuidedBatch.matrix(inputs.get("log_probs")),
            GuidedBatch.matrix(inputs.get("log_probs")),
            new double[0][])
        : batch(inputs);
    for (int i = 0; i < lengths.length; i++) {
      batch.add(i, lengths[i], false, inputs.get("advantages").get(i).asDouble());
    }
    double beta = settings.get("beta").asDouble();
    Reduction reduction = switch (settings.get("loss_type").asText()) {
      case "grpo" -> new SequenceMean();
      case "dr_grpo" -> new ConstantLength(Optional.empty());
      default -> new TokenMean();
    };
    Objective objective = Batch.objective(
        clip(
            settings.get("epsilon_low").asDouble(), settings.get("epsilon_high").asDouble()),
        reduction,
        beta > 0 ? new K3(beta) : new NoReference());
    batch.check(objective, settings.get("max_completion_length").asInt(), 1, row);
  }

  @TestFactory
  Stream<DynamicTest> questa() throws IOException {
    return tests("methods_questa", GuidedBatch.read("methods_questa"), GuidedGoldenTest::questa);
  }

  private static void questa(JsonNode root, JsonNode row) {
    JsonNode inputs = root.get("inputs");
    JsonNode settings = row.get("settings");
    int[] lengths = GuidedBatch.lengths(inputs.get("mask"));
    double[][] old = GuidedBatch.matrix(inputs.get("old_log_probs"));
    double[][] behaviour = GuidedBatch.matrix(inputs.get("rollout_log_probs"));
    double[][] advantages = GuidedBatch.matrix(
        root.get("token_advantages").get(settings.get("advantage").asText()));
    boolean corrected = settings.get("old").asText().equals("rollout");
    GuidedBatch batch = batch(inputs);
    for (int i = 0; i < lengths.length; i++) {
      double[] weights = batch.filled(1);
      for (int t = 0; t < lengths[i] && corrected; t++) {
        weights[t] = Math.exp(old[i][t] - behaviour[i][t]); // none exceeds the cap of 5
      }
      batch.add(i, 0, lengths[i], false, advantages[i], weights);
    }
    Optional<Double> dual = Optional.of(settings.get("c_clip").asDouble()).filter(c -> c > 1);
    Objective objective =
        Batch.objective(new ClippedSurrogate(0.2, 0.2, dual), new TokenMean(), new NoReference());
    batch.check(objective, 1, 1, row);
  }

  private static Objective objective(
      PolicyLoss loss, Reduction reduction, Coefficient coefficient, List<Term> terms) {
    return new Objective(
        new Batch.NumberReward(),
        new Everything(),
        new Standardized(1e-6),
        loss,
        reduction,
        coefficient,
        new NoReference(),
        Optional.empty(),
        0,
        false,
        Optional.empty(),
        terms);
  }
}
