package io.gradus.experiments.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.UserError;
import io.gradus.experiments.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adds up a run whose numbers are written here. */
class RunCostTest {
  @TempDir
  private Path folder;

  private CostReport report(Optional<Prices> prices) throws IOException {
    Files.writeString(folder.resolve("metrics.jsonl"), """
        {"stage":"sft","stage_index":1,"step":1,"prompt_tokens":10,"trained_tokens":40,"flops/update":100,"time/step":2,"time/processor":3}
        {"stage":"sft","stage_index":1,"step":2,"prompt_tokens":10,"trained_tokens":60,"flops/update":200,"time/step":1,"time/processor":1}
        {"stage":"grpo","stage_index":2,"step":1,"prompt_tokens":8,"sampled_tokens":70,"trained_tokens":50,"verdict/correct":4,"flops/sampling":300,"flops/scoring":40,"flops/update":500,"time/step":10,"time/sampling":5,"time/scoring":1,"time/update":3,"time/processor":15,"energy/joules":7200}
        """);
    Files.writeString(folder.resolve("evaluations.jsonl"), """
        {"stage_index":1,"step":2,"benchmark":"b","mode":"sampled","problem_set":"x","solved":[0.0,0.5,"unjudged",1.0],"flops":7,"time/evaluation":0.5,"time/processor":0.5,"energy/joules":0}
        {"stage_index":2,"step":1,"benchmark":"b","mode":"sampled","problem_set":"x","solved":[1.0,1.0,1.0,1.0],"flops":7,"time/evaluation":0.5,"time/processor":0.5,"energy/joules":0}
        {"stage_index":2,"step":1,"benchmark":"b","mode":"greedy","problem_set":"x","solved":[0.0,0.0,0.0,0.0],"flops":3,"time/evaluation":0.25,"time/processor":0.5,"energy/joules":0}
        """);
    Files.writeString(
        folder.resolve("result.json"), "{\"seconds\": 20, \"peak_memory_bytes\": 1048576}");
    return RunCost.of(new RunDirectory(folder), prices);
  }

  @Test
  void stagesAreAddedUpByPart() throws IOException {
    CostReport report = report(Optional.empty());
    Spent sft = report.stages().get(0);
    assertThat(sft.stage()).isEqualTo("1-sft");
    assertThat(sft.steps()).isEqualTo(2);
    assertThat(sft.seconds()).containsEntry("update", 3.0).containsEntry("evaluation", 0.5);
    assertThat(sft.processor()).isEqualTo(4.5);
    assertThat(sft.tokens()).containsEntry("trained", 100.0).doesNotContainKey("sampled");
    assertThat(sft.flops()).containsEntry("update", 300.0).containsEntry("evaluation", 7.0);
    Spent grpo = report.stages().get(1);
    assertThat(grpo.seconds())
        .containsEntry("sampling", 5.0)
        .containsEntry("scoring", 1.0)
        .containsEntry("update", 3.0)
        .containsEntry("other", 1.0)
        .containsEntry("evaluation", 0.75);
    assertThat(grpo.allFlops()).isEqualTo(300 + 40 + 500 + 10);
    // 20 s in all, of which 13 s are steps and 1.25 s evaluations.
    assertThat(report.stages().get(2).allSeconds()).isCloseTo(5.75, within(1e-9));
    assertThat(report.total().allSeconds()).isCloseTo(20, within(1e-9));
    assertThat(report.peakMemory()).contains(1L << 20);
  }

  @Test
  void solvedProblemsShareTheCost() throws IOException {
    CostReport report = report(Optional.empty());
    // Before the stage 2 of 4 held-out problems passed (one at exactly half), after it 4.
    assertThat(report.stages().get(1).solved().gained().orElseThrow()).isEqualTo(2);
    // Nothing was evaluated before the first stage.
    assertThat(report.stages().get(0).solved().gained()).isEmpty();
    assertThat(report.total().solved().correct()).isEqualTo(4);
    assertThat(report.words())
        .contains("each correct completion in training (4): 5.00 s")
        .contains("each held-out problem gained (2): 10.0 s");
  }

  @Test
  void moneyFollowsThePrices() throws IOException {
    Prices prices = new Prices("EUR", Optional.of(180.0), Optional.of(500.0), Optional.empty());
    CostReport report = report(Optional.of(prices));
    // 20 s at 0.05 a second, and 7,200 J, which are 0.002 kilowatt-hours.
    assertThat(report.fields().get("total").toString()).contains("money=2.0");
    assertThat(report.words()).contains("EUR");
  }

  @Test
  void aRunWithoutStepsIsRefused() {
    assertThatThrownBy(() -> RunCost.of(new RunDirectory(folder), Optional.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no step yet")
        .hasMessageContaining("gradus cost RECIPE");
  }
}
