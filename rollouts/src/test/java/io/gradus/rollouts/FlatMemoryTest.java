package io.gradus.rollouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gradus.core.Sampling;
import io.gradus.core.Score;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.StopSignal;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.TokenMean;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.reference.K3;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.policy.optimizer.Constant;
import io.gradus.core.trainer.Exploration;
import io.gradus.core.trainer.FrozenPolicy;
import io.gradus.core.trainer.Learner;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.core.trainer.OnPolicy;
import io.gradus.core.trainer.Plan;
import io.gradus.core.trainer.PolicyTrainer;
import io.gradus.core.trainer.Scorers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Steps leak neither native arrays nor memory; a short form of a measurement over 2,000 steps. */
class FlatMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** State after a step: native arrays of the policy, and resident memory in KiB. */
  record Alive(int arrays, long resident) {}

  private static List<Alive> train(int steps) {
    Plan plan = new Plan(steps, 4, 4, 2, Optional.of(8), Optional.of(5), Optional.of(2048));
    Objective objective = new Objective(
        (problem, completion) ->
            Score.unjudged(Math.floorMod(completion.text().hashCode(), 7), "noise"),
        new Everything(),
        new MeanCentered(),
        new ClippedSurrogate(0.2, 0.2, Optional.empty()),
        new TokenMean(),
        new K3(0.04),
        0.01);
    StopSignal stop = new StopSignal();
    Sampling sampling = Letters.sampling(1, 10, 9);
    AdamWSettings adamw =
        new AdamWSettings(1e-4, 0.9, 0.999, 1e-8, 0.1, 1, 0, new Constant(), MomentStates.FLOAT32);
    List<Alive> alive = new ArrayList<>();
    try (Policy policy = Letters.policy(4);
        Policy frozen = policy.copy();
        Learner learner =
            new Learner(policy, adamw, new MicroBatches(plan.microBatch(), 2048), steps)) {
      new PolicyTrainer(
              new Exploration(new Letters(), plan, sampling, new OnPolicy(), objective, 1e-4),
              Letters.sampler(policy, stop),
              objective::judge,
              learner,
              new Scorers(
                  Map.of(ScorerLogProbs.REFERENCE, FrozenPolicy.of(frozen)),
                  new MicroBatches(plan.microBatch(), 2048),
                  sampling.temperature(),
                  stop),
              (step, figures, warnings) ->
                  alive.add(new Alive(policy.nativeArrays() + frozen.nativeArrays(), resident())),
              stop,
              Letters.SEED)
          .train(1);
    }
    return alive;
  }

  private static long resident() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs in its own process. Its Java heap is resident from the start. The second compiler is off, because it takes
   * tens of megabytes while it works. So all growth is native.
   */
  @Test
  void nativeArraysAndResidentMemoryDoNotGrow() throws Exception {
    assumeTrue(Files.exists(STATUS), "skipped: resident memory is read from " + STATUS);
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms96m",
            "-Xmx96m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FlatMemoryTest.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    String[] figures = out.strip().split(" ");
    assertThat(figures[1]).as("native arrays after step 30 and after step 3").isEqualTo(figures[0]);
    assertThat(figures[2])
        .as("native arrays after step 150 and after step 3")
        .isEqualTo(figures[0]);
    long grown = Long.parseLong(figures[4]) - Long.parseLong(figures[3]);
    assertThat(grown).as("KiB between step 50 and step 150").isLessThan(3 * 1024);
  }

  @SuppressWarnings("SystemOut") // output that the test reads
  public static void main(String[] args) {
    List<Alive> alive = train(150);
    System.out.printf(
        "%d %d %d %d %d%n",
        alive.get(2).arrays(),
        alive.get(29).arrays(),
        alive.get(149).arrays(),
        alive.get(49).resident(),
        alive.get(149).resident());
  }
}
