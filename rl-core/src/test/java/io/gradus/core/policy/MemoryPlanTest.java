package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.architecture.Decoder;
import io.gradus.core.component.Labelled;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a plan says of the shape of SmolLM2-135M. */
class MemoryPlanTest {
  private static final Decoder SMOLLM2 = new Decoder(
      30, 576, 9, Optional.of(3), Optional.empty(), Optional.of(1536), 100_000, 1e-5, true, 2048);
  private static final int VOCABULARY = 49_152;
  private static final MemoryPlan.Load LOAD = new MemoryPlan.Load(64, 64, 4, 16, 16, 1024);

  private static MemoryPlan plan(
      Optional<Lora> lora, boolean eightBit, boolean reference, boolean checkpointing) {
    ActivationMemory plain = ActivationMemory.plain();
    return MemoryPlan.of(
        SMOLLM2,
        VOCABULARY,
        lora,
        eightBit ? MomentStates.EIGHT_BIT : MomentStates.FLOAT32,
        reference,
        new ActivationMemory(checkpointing, plain.chunkBytes(), 0, 0),
        List.of(LOAD));
  }

  private static Optional<Lora> lora(String base) {
    return Optional.of(new Lora(
        16,
        Optional.empty(),
        0,
        List.of(),
        false,
        Labelled.find(BaseStates.class, base).orElseThrow(),
        Optional.empty()));
  }

  private static double mega(MemoryPlan plan, String part) {
    return plan.bytes().getOrDefault(part, 0L) / 1e6;
  }

  @Test
  void fullTrainingCountsWeightsGradientMomentsAndReference() {
    MemoryPlan plan = plan(Optional.empty(), false, true, false);
    assertThat(mega(plan, "weights")).isCloseTo(4 * 134.515, within(0.1));
    assertThat(mega(plan, "gradient")).isEqualTo(mega(plan, "weights"));
    assertThat(mega(plan, "optimizer")).isEqualTo(2 * mega(plan, "weights"));
    assertThat(mega(plan, "reference")).isEqualTo(mega(plan, "weights"));
  }

  @Test
  void eachSwitchSavesWhatItShould() {
    MemoryPlan full = plan(Optional.empty(), false, false, false);
    // The embedding's moments stay fp32: 28.3M of 134.5M weights.
    assertThat(mega(plan(Optional.empty(), true, false, false), "optimizer"))
        .isCloseTo(8 * 28.31 + 2.03125 * 106.2, within(1.0));
    MemoryPlan adapted = plan(lora("float32"), false, false, false);
    // Rank 16 on all seven linear layers: 4.88M values.
    assertThat(mega(adapted, "adapter")).isCloseTo(4 * 4.884, within(0.01));
    assertThat(mega(adapted, "optimizer")).isCloseTo(8 * 4.884, within(0.02));
    assertThat(mega(plan(lora("int8"), false, false, false), "weights"))
        .isCloseTo(4 * 28.35 + 106.2, within(1.0));
    assertThat(mega(plan(Optional.empty(), false, false, true), "activations"))
        .isLessThan(0.3 * mega(full, "activations"));
  }

  @Test
  void packedMatricesCountWhereSamplingIsWhatNeedsMost() {
    Optional<Lora> lora = lora("float32");
    MemoryPlan.Load sampling = new MemoryPlan.Load(64, 64, 4, 64, 0, 1);
    ActivationMemory plain = ActivationMemory.plain();
    MemoryPlan without = MemoryPlan.of(
        SMOLLM2, VOCABULARY, lora, MomentStates.FLOAT32, false, plain, List.of(sampling));
    MemoryPlan with = MemoryPlan.of(
        SMOLLM2, VOCABULARY, lora, MomentStates.FLOAT32, false, plain.packing(), List.of(sampling));
    // All matrices: what 134.5M weights are without the norms.
    assertThat(mega(with, "packed")).isCloseTo(4 * 134.48, within(0.1));
    assertThat(with.total() - without.total()).isEqualTo(with.bytes().get("packed"));
    assertThat(with.passes()).isEqualTo(without.passes());
    assertThat(MemoryPlan.of(
                SMOLLM2,
                VOCABULARY,
                lora("int8"),
                MomentStates.FLOAT32,
                false,
                plain.packing(),
                List.of(sampling))
            .bytes())
        .doesNotContainKey("packed");
    // Six tokens are not worth it.
    MemoryPlan.Load shorter = new MemoryPlan.Load(64, 6, 4, 64, 0, 1);
    assertThat(MemoryPlan.of(
                SMOLLM2,
                VOCABULARY,
                lora,
                MomentStates.FLOAT32,
                false,
                plain.packing(),
                List.of(shorter))
            .bytes())
        .doesNotContainKey("packed");
  }

  @Test
  void aScorersPassUsesTheMemoryThatThePolicysPassesLeaveFree() {
    MemoryPlan alone = plan(Optional.empty(), false, false, false);
    ActivationMemory plain = ActivationMemory.plain();
    MemoryPlan.Scorer scores =
        MemoryPlan.Scorer.of(SMOLLM2.transformer().scalar(), VOCABULARY, true, plain, LOAD);
    assertThat(scores.pass()).isPositive();
    assertThat(scores.beside()).as("a scalar head has no logits").isZero();
    MemoryPlan two = alone.asking("reward models", List.of(scores));
    assertThat(two.bytes().get("reward models")).isEqualTo(scores.weights());
    assertThat(scores.weights() / 1e6).isCloseTo(4 * 134.515, within(0.1));

    MemoryPlan.Scorer teacher = MemoryPlan.Scorer.of(SMOLLM2, VOCABULARY, true, plain, LOAD);
    assertThat(teacher.beside()).as("logits of a divergence").isPositive();
    MemoryPlan three = two.asking("teachers", List.of(teacher));
    assertThat(three.total() - alone.total())
        .isEqualTo(scores.weights() + teacher.weights() + teacher.beside());

    // A pass that is larger than the policy's needs the rest.
    long free = alone.passes();
    MemoryPlan larger =
        alone.asking("teachers", List.of(new MemoryPlan.Scorer(0, free + 5, 0), teacher));
    assertThat(larger.bytes().get("teachers")).isEqualTo(teacher.weights() + teacher.beside() + 5);
    assertThat(alone.asking("teachers", List.of())).isEqualTo(alone);
  }

  @Test
  void aPassHoldsWholeGroupsAndThenWhatFits() {
    assertThat(new MemoryPlan.Load(64, 64, 4, 0, 16, 1024).sequences()).isEqualTo(12);
    assertThat(new MemoryPlan.Load(64, 64, 4, 0, 8, 1024).sequences()).isEqualTo(8);
    assertThat(new MemoryPlan.Load(64, 64, 8, 0, 99, 512).sequences()).isEqualTo(7);
    assertThat(new MemoryPlan.Load(900, 200, 8, 0, 99, 512).sequences()).isEqualTo(1);
    assertThat(new MemoryPlan.Load(64, 64, 4, 0, 8, 1024).tokens()).isEqualTo(2 * 64 + 8 * 64);
  }

  @Test
  void manyRowsThatAreSampledSideBySideCanNeedMoreThanAnUpdate() {
    MemoryPlan plan = MemoryPlan.of(
        SMOLLM2,
        VOCABULARY,
        Optional.empty(),
        MomentStates.FLOAT32,
        false,
        ActivationMemory.plain(),
        List.of(LOAD, new MemoryPlan.Load(100, 1000, 1, 256, 0, 1)));
    // Keys and values: 2 x 30 layers x 192 floats a token.
    assertThat(mega(plan, "sampling")).isGreaterThan(256.0 * 1000 * 2 * 30 * 192 * 4 / 1e6);
  }
}
