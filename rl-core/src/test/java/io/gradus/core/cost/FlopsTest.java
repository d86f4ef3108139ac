package io.gradus.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.WeightsId;
import io.gradus.core.architecture.GroupedQueryAttention;
import io.gradus.core.architecture.LatentAttention;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.NoScaling;
import io.gradus.core.architecture.Rope;
import io.gradus.core.architecture.RouterLosses;
import io.gradus.core.architecture.Routing;
import io.gradus.core.architecture.SwiGlu;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.TokenSequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Compares the counts with numbers that were worked out by hand, and with a loop over all matrix products that shares
 * no formula with the counts.
 */
class FlopsTest {
  private static final int VOCABULARY = 10;
  private static final int WIDTH = 8;

  /** Two layers; two query heads of width 4 share one key head; feed-forward of width 12. */
  private static final GroupedQueryAttention GROUPED =
      new GroupedQueryAttention(2, 1, 4, false, false, false, Optional.empty());

  private static final SwiGlu DENSE = new SwiGlu(12, false);

  /** Queries through 6, keys and values through 4; two heads of 2 + 2 features and values of 3. */
  private static final LatentAttention LATENT =
      new LatentAttention(2, Optional.of(6), 4, 2, 2, 3, 0.5, true, false);

  /** Two of four experts of width 5, and a shared expert of width 6. */
  private static final Mixture SPARSE = new Mixture(
      4, 2, 5, Routing.softmax(true), Optional.of(6), false, RouterLosses.NONE, Mixture.Names.QWEN);

  private static Transformer model(Transformer.Layer... layers) {
    return new Transformer(
        WIDTH, List.of(layers), new Rope(1e4, 2, new NoScaling()), 1e-5, true, 64);
  }

  private static Flops plain() {
    Transformer.Layer layer = new Transformer.Layer(GROUPED, DENSE);
    return new Flops(model(layer, layer), VOCABULARY, Optional.empty());
  }

  private static Flops sparse() {
    return new Flops(model(new Transformer.Layer(LATENT, SPARSE)), VOCABULARY, Optional.empty());
  }

  /** A prompt of 3 tokens with completions of 2 and of 4 tokens. */
  private static List<TokenSequence> group() {
    int[] prompt = {1, 2, 3};
    return List.of(
        new TokenSequence(prompt, new int[] {4, 0}),
        new TokenSequence(prompt, new int[] {5, 6, 7, 0}));
  }

  @Test
  void aScalarHeadHasOneOutput() {
    Transformer layer = model(new Transformer.Layer(GROUPED, DENSE));
    Flops language = new Flops(layer, VOCABULARY, Optional.empty());
    Flops scalar = new Flops(layer.scalar(), VOCABULARY, Optional.empty());
    assertThat(language.head()).isEqualTo(2 * 8 * 10);
    assertThat(scalar.head()).isEqualTo(2 * 8);
    assertThat(scalar.token()).isEqualTo(language.token());
  }

  @Test
  void aGroupOnGroupedQueryAttentionCountsAsByHand() {
    // Linear layers of one token in one layer, 2 x inputs x outputs:
    //   queries 2 x 8 x 8 = 128, keys 2 x 8 x 4 = 64, values 64, output 2 x 8 x 8 = 128: 384
    //   gate 2 x 8 x 12 = 192, up 192, down 192: 576
    // one layer 960, two layers 1,920.
    assertThat(plain().token()).isEqualTo(1_920);
    // Head: 2 x 8 x 10 = 160.
    assertThat(plain().head()).isEqualTo(160);
    // Tokens that are read: prompt 3 (once), completions 1 and 3 (without their last): 7.
    assertThat(Flops.tokens(group())).isEqualTo(7);
    // Tokens that are seen: prompt 1 + 2 + 3 = 6; first completion 4; second 4 + 5 + 6 = 15: 25.
    // One such pair, in one layer: 2 heads x (2 x 4 for the score + 2 x 4 for the value) = 32; two
    // layers 64. Scored tokens: 2 + 4 = 6.
    double linear = 7 * 1_920; // 13,440
    double attention = 25 * 64; // 1,600
    double head = 6 * 160; // 960
    assertThat(plain().states(group())).isEqualTo(linear + attention);
    assertThat(plain().score(group())).isEqualTo(16_000);
    // Backward: two products for each product of forward.
    assertThat(plain().gradient(group(), false, false)).isEqualTo(48_000);
    // Checkpointing runs the layers again: 13,440 + 1,600.
    assertThat(plain().gradient(group(), true, false)).isEqualTo(63_040);
    // Without kept probabilities, backward computes 6 rows of logits again.
    assertThat(plain().gradient(group(), false, true)).isEqualTo(48_000 + head);
  }

  @Test
  void samplingAGroupCountsAsByHand() {
    // Prompt: 3 x 1,920 + 6 pairs x 64 + one row of logits 160 = 5,760 + 384 + 160 = 6,304.
    assertThat(plain().prefill(3)).isEqualTo(6_304);
    // First completion: one token is read: 1,920 + 160 + 4 x 64 = 2,336.
    assertThat(plain().decode(3, 2)).isEqualTo(2_336);
    // Second: three tokens: 3 x (1,920 + 160) + (4 + 5 + 6) x 64 = 6,240 + 960 = 7,200.
    assertThat(plain().decode(3, 4)).isEqualTo(7_200);
    Group group = new Group(
        Problem.of("p", "question", "answer"),
        List.of(
            sampled(new int[] {4, 0}),
            sampled(new int[] {5, 6, 7, 0}),
            Completion.expert(new int[] {1, 2, 3}, "written by an expert", new int[] {9, 9, 0})));
    assertThat(plain().sampling(List.of(group))).isEqualTo(15_840);
    // With a given beginning of one token: prompt of 4, then one sampled token more than is read.
    Group begun = new Group(
        Problem.of("p", "question", "answer"),
        List.of(sampled(new int[] {5, 6, 7, 0}).learnedFrom(1)));
    assertThat(plain().sampling(List.of(begun)))
        .isEqualTo((4 * 1_920 + 10 * 64 + 160) + (2 * 2_080 + (5 + 6) * 64));
  }

  private static Completion sampled(int[] tokens) {
    return Completion.sampled(
        new int[] {1, 2, 3},
        "text",
        tokens,
        new float[tokens.length],
        new float[tokens.length],
        new WeightsId(0),
        FinishReason.STOP);
  }

  @Test
  void latentAttentionAndExpertsCountAsByHand() {
    // Attention of one token: queries 2 x (8 x 6 + 6 x 2 x 4) = 192; down 2 x 8 x (4 + 2) = 96;
    // up 2 x 4 x 2 x (2 + 3) = 80; output 2 x 2 x 3 x 8 = 96: 464.
    // Experts: router 2 x 8 x 4 = 64; two experts 2 x 3 x 2 x 8 x 5 = 480; shared 3 x 2 x 8 x 6 =
    // 288: 832.
    assertThat(sparse().token()).isEqualTo(464 + 832);
    List<TokenSequence> one = List.of(new TokenSequence(new int[] {1, 2}, new int[] {3, 4, 0}));
    // 4 tokens x 1,296 = 5,184; pairs 1 + 2 + 3 + 4 = 10, each 2 heads x 2 x (2 + 2 + 3) = 28: 280;
    // logits 3 x 160 = 480.
    assertThat(sparse().score(one)).isEqualTo(5_184 + 280 + 480);
    assertThat(sparse().gradient(one, false, false)).isEqualTo(17_832);
    // Prompt: 2 x 1,296 + 3 x 28 + 160 = 2,836.
    assertThat(sparse().prefill(2)).isEqualTo(2_836);
    // Two tokens from the cache of compressed states: 2 x (1,296 + 160) = 2,912; pairs 3 + 4 = 7,
    // each
    // 2 heads x (2 x (4 + 2) for the score + 2 x 4 for the value) = 40: 280.
    assertThat(sparse().decode(2, 3)).isEqualTo(3_192);
  }

  @Test
  void anAdapterAddsItsOwnGradientAndTakesAwayThatOfFrozenWeights() {
    Flops adapted = new Flops(plain().architecture(), VOCABULARY, Optional.of(Lora.of(2)));
    // Rank 2 x (inputs + outputs), one layer: queries 32, keys 24, values 24, output 32, gate, up
    // and
    // down 40 each: 232; two layers 464 weights, 928 operations.
    assertThat(adapted.token()).isEqualTo(1_920 + 928);
    // Forward and gradient of inputs 7 x 2,848 each, gradient of the adapter 7 x 928, attention
    // 3 x 1,600, head forward and input 2 x 960.
    assertThat(adapted.gradient(group(), false, false))
        .isEqualTo(2 * 19_936 + 6_496 + 4_800 + 1_920);
  }

  @Test
  void aLoopOverAllMatrixProductsGivesTheSame() {
    GroupedQueryAttention windowed =
        new GroupedQueryAttention(4, 2, 6, true, false, true, Optional.of(5));
    Transformer mixed = model(
        new Transformer.Layer(windowed, DENSE),
        new Transformer.Layer(GROUPED, SPARSE),
        new Transformer.Layer(LATENT, DENSE));
    Flops flops = new Flops(mixed, VOCABULARY, Optional.empty());
    List<TokenSequence> batch = new ArrayList<>(group());
    batch.add(new TokenSequence(new int[] {7}, new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0}));
    batch.add(new TokenSequence(new int[] {2, 2, 2, 2, 2, 2, 2}, new int[] {0}));
    for (Flops each : List.of(flops, plain(), sparse())) {
      double loop = new Loop(each.architecture().transformer()).forward(batch);
      assertThat(each.score(batch)).isCloseTo(loop, within(1e-9 * loop));
    }
  }

  /** Multiplies nothing, but goes through every product of a forward pass, token by token and head by head. */
  private static final class Loop {
    private final Transformer model;
    private double operations;

    Loop(Transformer model) {
      this.model = model;
    }

    double forward(List<TokenSequence> sequences) {
      List<Integer> lastPrompt = List.of();
      for (TokenSequence sequence : sequences) {
        List<Integer> prompt = new ArrayList<>();
        for (int token : sequence.prompt()) {
          prompt.add(token);
        }
        int first = prompt.equals(lastPrompt) ? prompt.size() : 0;
        lastPrompt = prompt;
        int end = prompt.size() + sequence.completion().length - 1;
        for (int position = first; position < end; position++) {
          for (Transformer.Layer layer : model.layers()) {
            attention(layer, position);
            feedForward(layer);
          }
        }
        for (int scored = 0; scored < sequence.completion().length; scored++) {
          product(WIDTH, VOCABULARY);
        }
      }
      return operations;
    }

    /** A row times a matrix, multiplication by multiplication. */
    private void product(int inputs, int outputs) {
      for (int i : Collections.nCopies(inputs, 1)) {
        for (int o = 0; o < outputs; o++) {
          operations += i + i;
        }
      }
    }

    private void attention(Transformer.Layer layer, int position) {
      if (layer.attention() instanceof GroupedQueryAttention grouped) {
        product(WIDTH, grouped.heads() * grouped.headWidth());
        product(WIDTH, grouped.kvHeads() * grouped.headWidth());
        product(WIDTH, grouped.kvHeads() * grouped.headWidth());
        int oldest = position - grouped.window().orElse(position + 1) + 1;
        for (int head = 0; head < grouped.heads(); head++) {
          for (int key = Math.max(0, oldest); key <= position; key++) {
            product(grouped.headWidth(), 1);
            product(1, grouped.headWidth());
          }
        }
        product(grouped.heads() * grouped.headWidth(), WIDTH);
      } else {
        LatentAttention latent = (LatentAttention) layer.attention();
        int query = latent.nope() + latent.rope();
        product(WIDTH, latent.queryLatent().orElseThrow());
        product(latent.queryLatent().orElseThrow(), latent.heads() * query);
        product(WIDTH, latent.latent() + latent.rope());
        product(latent.latent(), latent.heads() * (latent.nope() + latent.valueWidth()));
        for (int head = 0; head < latent.heads(); head++) {
          for (int key = 0; key <= position; key++) {
            product(query, 1);
            product(1, latent.valueWidth());
          }
        }
        product(latent.heads() * latent.valueWidth(), WIDTH);
      }
    }

    private void feedForward(Transformer.Layer layer) {
      if (layer.feedForward() instanceof SwiGlu dense) {
        swiGlu(dense.hidden());
        return;
      }
      Mixture mixture = (Mixture) layer.feedForward();
      product(WIDTH, mixture.experts());
      for (int expert = 0; expert < mixture.active(); expert++) {
        swiGlu(mixture.hidden());
      }
      swiGlu(mixture.shared().orElseThrow());
    }

    private void swiGlu(int hidden) {
      product(WIDTH, hidden);
      product(WIDTH, hidden);
      product(hidden, WIDTH);
    }
  }
}
