package io.gradus.experiments.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RecipeWriterTest {
  private static final List<String> NASTY = List.of(
      "",
      " ",
      "null",
      "~",
      "true",
      "no",
      "on",
      "16",
      "1e-4",
      ".nan",
      "0x1F",
      "1_000",
      "2026-01-02",
      "12:30",
      "-",
      "- a",
      "?",
      "a: b",
      "a:",
      ": a",
      "a #b",
      "#b",
      "&a",
      "*a",
      "!a",
      "|",
      ">",
      "%a",
      "@a",
      "`a`",
      "{a}",
      "[a",
      "a,b",
      "'",
      "\"",
      "\\",
      "a\nb",
      "\na",
      "a\n",
      "a\n\n",
      " a\n b",
      "\n",
      "\ta",
      "a\tb",
      "a ",
      " a",
      "\r",
      "a\r\nb",
      "\u0000",
      "\u0007",
      "\u0085",
      "\u2028",
      "\uFEFF",
      "é",
      "😀",
      "\\boxed{$x$}",
      "<think>\n{prompt}\n</think>\n",
      "---",
      "...",
      "<<",
      "=",
      "a".repeat(300),
      "word ".repeat(60));

  private final RecipeWriter writer = new RecipeWriter(Toy.components());

  @Test
  void everyDefaultIsWritten() {
    assertThat(writer.write(
            Toy.bind("name: '17'\nplan: {steps: 200}\nrewards: [format]\nstages: [sft]\n")))
        .isEqualTo("""
            name: "17"
            seed: 17
            plan:
              steps: 200
              group-size: 8
              minibatch: 64
            advantage:
              type: standardized
              epsilon: 1.0e-4
            loss:
              type: clipped
              clip-low: 0.1
              clip-high: 0.2
              dual: null
            rewards:
              - type: format
            stages:
              - type: sft
                name: null
                plan:
                  steps: 5
                  group-size: 8
                  minibatch: 64
            warm-start: null
            second: null
            weights: {}
            k:
              - 1
              - 8
            reduction: token-mean
            output:
              directory: runs
              report: true
              curve:
                every: 20
                width: 1.0
            verbose: false
            stop: null
            """);
  }

  @Test
  void theWrittenRecipeBindsToAnEqualRecord() {
    Random random = new Random(17);
    for (int i = 0; i < 400; i++) {
      Toy toy = toy(random);
      String yaml = writer.write(toy);
      assertThat(Toy.bind(yaml)).as(yaml).isEqualTo(toy);
      assertThat(writer.write(Toy.bind(yaml))).isEqualTo(yaml);
    }
  }

  @Test
  void everyTextIsReadBackUnchanged() {
    for (String text : NASTY) {
      Toy.Keyword keyword = new Toy.Keyword(text, Map.of(text, 1));
      String yaml = writer.write(new Sole(keyword));
      Sole read =
          new RecordBinder(Toy.components()).bind(Sole.class, YamlTree.parse("sole.yaml", yaml));
      assertThat(read).as(yaml).isEqualTo(new Sole(keyword));
    }
  }

  @Test
  void aPromptIsWrittenAsLines() {
    assertThat(writer.write(new Sole(new Toy.Keyword("Solve it.\n\n<think>\n", Map.of()))))
        .isEqualTo("""
        reward:
          type: keyword
          word: |
            Solve it.

            <think>
          bonus: {}
        """);
  }

  @Test
  void aComponentWithoutATableIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.write(new Sole(new Toy.Reward() {})))
        .withMessageContaining("is not registered as a component")
        .withMessageContaining("of kind Reward");
  }

  record Sole(Toy.Reward reward) {}

  private static Toy toy(Random random) {
    return new Toy(
        text(random),
        random.nextLong(),
        plan(random),
        advantage(random),
        new Toy.Clipped(
            0.1 + random.nextDouble() / 2,
            0.7 + random.nextDouble(),
            maybe(random, random::nextDouble)),
        list(random, () -> reward(random, 0)),
        list(random, () -> new Toy.Grpo(maybe(random, () -> text(random)), plan(random))),
        maybe(random, () -> Path.of("runs", "a b", "#c")),
        maybe(random, () -> advantage(random)),
        weights(random),
        list(random, random::nextInt),
        random.nextBoolean() ? Toy.Reduction.SEQUENCE_MEAN : Toy.Reduction.TOKEN_MEAN,
        new Toy.Output(
            Path.of("/runs"),
            random.nextBoolean(),
            new Toy.Curve(random.nextInt(), random.nextGaussian())),
        random.nextBoolean(),
        maybe(random, () -> list(random, () -> text(random))));
  }

  private static Toy.Plan plan(Random random) {
    int groupSize = 1 + random.nextInt(16);
    return new Toy.Plan(random.nextInt(), groupSize, groupSize * random.nextInt(100));
  }

  private static Toy.Advantage advantage(Random random) {
    return random.nextBoolean()
        ? new Toy.MeanCentered()
        : new Toy.Standardized(Math.exp(random.nextGaussian() * 100));
  }

  private static Toy.Reward reward(Random random, int depth) {
    return switch (random.nextInt(depth > 2 ? 2 : 3)) {
      case 0 -> new Toy.Format();
      case 1 -> new Toy.Keyword(text(random), Map.of(text(random), random.nextInt()));
      default -> new Toy.Weighted(1 + random.nextDouble(), reward(random, depth + 1));
    };
  }

  private static Map<String, Double> weights(Random random) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      weights.put(text(random), Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
    }
    return weights;
  }

  private static String text(Random random) {
    if (random.nextBoolean()) {
      return NASTY.get(random.nextInt(NASTY.size()));
    }
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(" \n:#-'\"\\{}[],&*!|>%@`ab1é😀\u0085\t".charAt(random.nextInt(24)));
    }
    return text.toString();
  }

  private static <T> Optional<T> maybe(Random random, Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private static <T> List<T> list(Random random, Supplier<T> item) {
    List<T> items = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      items.add(item.get());
    }
    return List.copyOf(items);
  }
}
