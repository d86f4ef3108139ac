package io.gradus.experiments.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.architecture.Attention;
import io.gradus.core.architecture.FeedForward;
import io.gradus.core.architecture.LatentAttention;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.NoScaling;
import io.gradus.core.architecture.Rope;
import io.gradus.core.architecture.RouterLosses;
import io.gradus.core.architecture.Routing;
import io.gradus.core.architecture.SwiGlu;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.cost.Flops;
import io.gradus.core.policy.TokenSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recomputes the published cost of DeepSeek-R1's training, and checks each number on docs/cost.md. */
class PublishedCostTest {
  private static final int VOCABULARY = 129_280;
  private static final int WIDTH = 7_168;
  private static final int PROMPT = 150;
  private static final int GROUP = 16;
  private static final double STEPS = 10_400;
  private static final double OUTPUTS = 512;
  private static final double ZERO_HOURS = 512 * 198.0;
  private static final double PEAK = 989e12;
  private static final double UTILISATION = 0.1;

  private final Flops flops = new Flops(v3(), VOCABULARY, Optional.empty());

  /** DeepSeek-V3, the base of R1 (arXiv:2412.19437, section 4.2). */
  private static Transformer v3() {
    Attention attention =
        new LatentAttention(128, Optional.of(1536), 512, 128, 64, 128, 0.1, true, false);
    FeedForward mixture = new Mixture(
        256,
        8,
        2048,
        Routing.softmax(true),
        Optional.of(2048),
        false,
        RouterLosses.NONE,
        Mixture.Names.QWEN);
    List<Transformer.Layer> layers = new ArrayList<>();
    for (int l = 0; l < 61; l++) {
      layers.add(new Transformer.Layer(attention, l < 3 ? new SwiGlu(18_432, false) : mixture));
    }
    return new Transformer(WIDTH, layers, new Rope(1e4, 64, new NoScaling()), 1e-6, false, 163_840);
  }

  private static void onPage(String row) throws IOException {
    assertThat(Files.readString(Path.of("../docs/cost.md"))).contains(row);
  }

  private static String grouped(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  private static String scientific(double number) {
    return String.format(Locale.ROOT, "%.2e", number).replace("e+", "e");
  }

  @Test
  void theCountedModelHas37BillionActiveParameters() throws IOException {
    double active = flops.activeWeights() / 1e9;
    double withEmbedding = active + (double) VOCABULARY * WIDTH / 1e9;
    assertThat(withEmbedding).isCloseTo(37, within(0.02 * 37));
    onPage("%.1fB active parameters, %.1fB with the embedding".formatted(active, withEmbedding));
  }

  @Test
  void hoursTimesPriceIsThePublishedCost() throws IOException {
    double r1 = 512 * 80.0;
    double data = 5_000;
    double all = ZERO_HOURS + r1 + data;
    assertThat(2 * all).isCloseTo(294_000, within(1_000.0));
    onPage("| R1-Zero | 512 x 198 h | %s | $%s |"
        .formatted(grouped(ZERO_HOURS), grouped(2 * ZERO_HOURS)));
    onPage("| SFT data | published as 5K | %s | $%s |".formatted(grouped(data), grouped(2 * data)));
    onPage("| R1 | 512 x 80 h | %s | $%s |".formatted(grouped(r1), grouped(2 * r1)));
    onPage("| all | | %s | $%s |".formatted(grouped(all), grouped(2 * all)));
  }

  /** Operations for one output of a group: sampling, scoring by the reference, gradient. */
  private double[] output(int length) {
    TokenSequence one = new TokenSequence(new int[PROMPT], new int[length]);
    double shared = (PROMPT * flops.token()) * (GROUP - 1.0) / GROUP;
    return new double[] {
      flops.prefill(PROMPT) / GROUP + flops.decode(PROMPT, length),
      flops.score(List.of(one)) - shared,
      flops.gradient(List.of(one), false, false) - 3 * shared
    };
  }

  private double zero(int length) {
    double[] output = output(length);
    return STEPS * OUTPUTS * (output[0] + output[1] + output[2]);
  }

  @ParameterizedTest
  @ValueSource(ints = {4_000, 8_000, 12_000, 16_000})
  void operationsOfR1ZeroAreOnThePage(int length) throws IOException {
    double[] output = output(length);
    double outputs = STEPS * OUTPUTS;
    double all = zero(length);
    double utilisation = all / (ZERO_HOURS * 3600 * PEAK);
    double hours = all / (UTILISATION * PEAK) / 3600;
    double rule = 10 * 37e9 * outputs * length;
    onPage("| %s | %s | %s | %s | %s | %s | %.1f %% | %s | $%s |"
        .formatted(
            grouped(length),
            scientific(rule),
            scientific(outputs * output[0]),
            scientific(outputs * output[1]),
            scientific(outputs * output[2]),
            scientific(all),
            100 * utilisation,
            grouped(hours),
            grouped(2 * hours)));
  }

  @Test
  void theOtherStagesAreOnThePage() throws IOException {
    double epochs = 2;
    TokenSequence demonstration = new TokenSequence(new int[PROMPT], new int[5_355]);
    double sft = 804_745 * epochs * flops.gradient(List.of(demonstration), false, false);
    onPage("SFT on 804,745 samples of 5,355 tokens, two epochs: %s".formatted(scientific(sft)));
    double second = zero(8_000) / STEPS * 1_700;
    onPage("RL for all scenarios, 1,700 steps of outputs of 8,000 tokens: %s"
        .formatted(scientific(second)));
    double steps = STEPS * 80 / 198;
    onPage("80 hours are %s steps".formatted(grouped(steps)));
  }
}
