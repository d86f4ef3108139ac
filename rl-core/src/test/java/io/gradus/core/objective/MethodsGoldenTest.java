package io.gradus.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.Verdict;
import io.gradus.core.advantage.Advantage;
import io.gradus.core.advantage.MaxRl;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.loss.Reinforce;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Advantages, losses, KL terms and corrections of other people's code, row by row of their dumps. A row is tested, or
 * {@code rows-left-out.txt} says why not.
 */
class MethodsGoldenTest {
  private static final double CLOSE = 1e-5;
  private static final List<String> FILES = List.of(
      "methods_advantages.json",
      "methods_policy_losses.json",
      "methods_reinforce_plus_plus.json",
      "methods_remax.json",
      "methods_gdpo.json",
      "methods_rollout_correction.json",
      "methods_maxrl.json",
      "methods_kl.json",
      "methods_entropy.json",
      "methods_trl_grpo.json");

  /** A reward whose parts have weights; its scores come from a file. */
  private record Weighted(Map<String, Double> partWeights) implements Reward {
    @Override
    public Score score(io.gradus.core.Problem problem, Completion completion) {
      throw new IllegalStateException("scores come from the file");
    }
  }

  @TestFactory
  Stream<DynamicTest> everyRowGivesTheirNumbers() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : FILES) {
      JsonNode file = GoldenBatch.read(name);
      for (JsonNode row : file.get("rows")) {
        GoldenRows.of(name, file, row)
            .ifPresent(parts -> tests.add(DynamicTest.dynamicTest(
                name + " " + row.get("name").asText(), () -> check(parts, file, row))));
      }
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> rowsOfTrlLossesThatChooseTokensOrWeighThem() throws IOException {
    JsonNode file = GoldenBatch.read("trl_losses.json");
    return GoldenRows.ofTrlLosses().entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
          JsonNode row = file.get("rows")
              .valueStream()
              .filter(r -> r.get("name").asText().equals(entry.getKey()))
              .findFirst()
              .orElseThrow();
          check(entry.getValue(), file, row);
        }));
  }

  @Test
  void aRowThatCannotRunIsListedWithItsReason() throws IOException {
    TreeSet<String> leftOut = new TreeSet<>();
    for (String name : FILES) {
      JsonNode file = GoldenBatch.read(name);
      for (JsonNode row : file.get("rows")) {
        if (GoldenRows.of(name, file, row).isEmpty()) {
          leftOut.add(name.replace(".json", "") + " " + row.get("name").asText());
        }
      }
    }
    TreeSet<String> listed = new TreeSet<>();
    for (String line : resource().lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(": ", 2);
        assertThat(parts).as("'file row: reason' in line '%s'", line).hasSize(2);
        listed.add(parts[0]);
      }
    }
    assertThat(leftOut).isEqualTo(listed);
  }

  private static String resource() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(MethodsGoldenTest.class.getResourceAsStream("rows-left-out.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void check(GoldenRows.Parts parts, JsonNode file, JsonNode row) {
    GoldenBatch batch = new GoldenBatch(file, row);
    Map<String, double[][]> numbers = new HashMap<>();
    numbers.put("policy", batch.has("log_probs") ? batch.matrix("log_probs") : batch.filled(-1));
    numbers.put("old", batch.matrix(parts.old()));
    Map.of(
            ScorerLogProbs.REFERENCE,
            "reference_log_probs",
            ScorerLogProbs.BEHAVIOUR,
            parts.behaviour(),
            "entropies",
            "entropies")
        .forEach((name, key) -> {
          if (batch.has(key)) {
            numbers.put(name, batch.matrix(key));
          }
        });
    double[][] learned = batch.cut(parts.mask(batch));
    double[][] sampler = numbers.getOrDefault(ScorerLogProbs.BEHAVIOUR, numbers.get("old"));
    List<Completion> completions = batch.completions(sampler, learned);
    double[][] advantages = parts
        .advantage()
        .map(advantage -> advantages(advantage, parts, batch, completions, numbers))
        .orElseGet(() -> given(batch));
    if (row.has("token_advantages")) {
      close(masked(advantages, learned), masked(batch.matrix("token_advantages"), learned));
    } else if (row.has("advantages")) {
      close(advantages, batch.spread(batch.vector("advantages")));
    }
    if (!row.has("loss")) {
      return;
    }
    List<Experience> plain = batch.experiences(completions, advantages, batch.filled(1));
    ScorerLogProbs old =
        GoldenBatch.scorers(completions, Map.of(ScorerLogProbs.OLD, numbers.get("old")));
    List<Experience> experiences = parts
        .correction()
        .map(correction -> new StepCorrection(correction, old).of(plain))
        .orElse(plain);
    if (row.has("weights") && parts.correction().isPresent()) {
      double[][] kept = row.has("kept_mask") ? batch.matrix("kept_mask") : learned;
      close(
          masked(experiences.stream().map(Experience::weights).toArray(double[][]::new), learned),
          masked(masked(batch.matrix("weights"), kept), learned));
    }
    CoefficientStates states = new CoefficientStates();
    GoldenBatch.Result result =
        batch.evaluate(parts.objective(), experiences, numbers, parts.budget(), states);
    double scale = Math.max(Math.abs(row.get("loss").asDouble()), largeness(row));
    assertThat(result.loss()).isCloseTo(row.get("loss").asDouble(), within(CLOSE * scale));
    close(result.gradient(), batch.matrix("gradient"));
    if (row.has("gradient_wrt_entropies")) {
      close(result.entropyGradient(), batch.matrix("gradient_wrt_entropies"));
    }
    if (row.has("entropy_coef_after")) {
      double entropy = row.at("/metrics/entropy").asDouble();
      assertThat(parts
              .objective()
              .follow(states, 1, new Measured(0, entropy, batch.size))
              .values())
          .first()
          .satisfies(next -> assertThat(
                  next == 0 || next == row.get("entropy_coef_after").asDouble())
              .isTrue());
      assertThat(states.saved().values().iterator().next())
          .startsWith(Double.toString(row.get("entropy_coef_after").asDouble()));
    }
  }

  private static double[][] given(GoldenBatch batch) {
    return batch.has("advantages") ? batch.spread(batch.vector("advantages")) : batch.filled(0);
  }

  private static double[][] advantages(
      Advantage advantage,
      GoldenRows.Parts parts,
      GoldenBatch batch,
      List<Completion> completions,
      Map<String, double[][]> numbers) {
    List<Score> scores = parts.scores();
    List<ScoredGroup> groups = parts.baselines().isEmpty()
        ? batch.groups(completions, scores)
        : withBaselines(completions, scores, parts.baselines().orElseThrow());
    ScorerLogProbs frozen = GoldenBatch.scorers(
        completions,
        numbers.containsKey(ScorerLogProbs.REFERENCE)
            ? Map.of(
                ScorerLogProbs.REFERENCE,
                Objects.requireNonNull(numbers.get(ScorerLogProbs.REFERENCE)))
            : Map.of());
    List<double[][]> found = advantage.reading(new Weighted(parts.weights())).of(groups, frozen);
    Map<Completion, double[]> byCompletion = new LinkedHashMap<>();
    for (int g = 0; g < groups.size(); g++) {
      for (int i = 0; i < groups.get(g).group().size(); i++) {
        byCompletion.put(groups.get(g).group().completions().get(i), found.get(g)[i]);
      }
    }
    return completions.stream().map(byCompletion::get).toArray(double[][]::new);
  }

  /** A group for each completion, with its own baseline. */
  private static List<ScoredGroup> withBaselines(
      List<Completion> completions, List<Score> scores, double[] baselines) {
    return IntStream.range(0, completions.size())
        .mapToObj(i -> new ScoredGroup(
            new io.gradus.core.Group(
                io.gradus.core.Problem.of("golden", "?", ""),
                List.of(completions.get(i), completions.get(i).asBaseline())),
            List.of(scores.get(i), Score.of(baselines[i], Verdict.WRONG, "", "greedy"))))
        .toList();
  }

  private static double[][] masked(double[][] numbers, double[][] mask) {
    double[][] masked = new double[numbers.length][];
    for (int i = 0; i < masked.length; i++) {
      int row = i;
      masked[i] = IntStream.range(0, mask[i].length)
          .mapToDouble(t -> mask[row][t] > 0 ? numbers[row][t] : 0)
          .toArray();
    }
    return masked;
  }

  private static void close(double[][] ours, double[][] theirs) {
    double largest = Arrays.stream(theirs)
        .flatMapToDouble(Arrays::stream)
        .map(Math::abs)
        .max()
        .orElse(0);
    for (int i = 0; i < theirs.length; i++) {
      assertThat(ours[i])
          .as("row %d", i)
          .containsExactly(theirs[i], within(CLOSE * Math.max(1e-3, largest)));
    }
  }

  /** Mean size of a token's loss: some losses are sums that cancel. */
  private static double largeness(JsonNode row) {
    JsonNode tokens =
        row.has("per_token_loss") ? row.get("per_token_loss") : row.get("per_token_kl");
    return tokens == null
        ? 0
        : Arrays.stream(GoldenBatch.matrix(tokens))
            .flatMapToDouble(Arrays::stream)
            .map(Math::abs)
            .filter(x -> x > 0)
            .average()
            .orElse(0);
  }

  @Test
  void maxRlGivesPrimeRlsTableOfGroups() throws IOException {
    for (JsonNode group : GoldenBatch.read("methods_maxrl.json").get("advantage_table")) {
      assertThat(new MaxRl().of(GoldenBatch.vector(group.get("rewards"))))
          .containsExactly(GoldenBatch.vector(group.get("max_rl")), within(CLOSE));
    }
  }

  @Test
  void adaptiveKlGivesVerlsCoefficients() throws IOException {
    JsonNode controller = GoldenBatch.read("methods_kl.json").get("adaptive_controller");
    double initial = controller.get("initial").asDouble();
    Objective objective = new Objective(
        new Batch.NumberReward(),
        new Everything(),
        new MeanCentered(),
        new Reinforce(),
        new TokenMean(),
        new FixedCoefficient(1),
        new io.gradus.core.objective.reference.K1(initial),
        Optional.empty(),
        0,
        false,
        Optional.empty(),
        List.of(),
        new AdaptiveKl(
            controller.get("target").asDouble(), controller.get("horizon").asDouble()),
        new FixedCoefficient(1));
    CoefficientStates states = new CoefficientStates();
    long step = 0;
    for (JsonNode update : controller.get("updates")) {
      CoefficientStates resumed = new CoefficientStates();
      resumed.load(states.saved());
      states = resumed;
      double factor = objective
          .follow(
              states,
              ++step,
              new Measured(update.get("kl").asDouble(), 0, update.get("n_steps").asLong()))
          .values()
          .iterator()
          .next();
      assertThat(initial * factor).isCloseTo(update.get("coefficient").asDouble(), within(1e-12));
    }
  }
}
