package io.gradus.experiments.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordBinderTest {
  private static final String LEAST = "name: toy\nplan: {steps: 200}\n";

  /** Compares the complete message, because users see it. */
  private static void assertFaults(String yaml, String... lines) {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> Toy.bind(yaml))
        .withMessage(String.join("\n", lines));
  }

  @Test
  void missingKeysGetTheirDefaults() {
    assertThat(Toy.bind(LEAST))
        .isEqualTo(new Toy(
            "toy",
            17,
            new Toy.Plan(200, 8, 64),
            new Toy.Standardized(1e-4),
            new Toy.Clipped(0.1, 0.2, Optional.empty()),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            List.of(1, 8),
            Toy.Reduction.TOKEN_MEAN,
            new Toy.Output(Path.of("runs"), true, new Toy.Curve(20, 1.0)),
            false,
            Optional.empty()));
  }

  @Test
  void everyTypeBinds() {
    Toy toy = Toy.bind("""
        name: all
        seed: -9_000_000_000
        plan: {steps: 1e3, group-size: 4, minibatch: 16}
        advantage: mean-centered
        loss:
          type: clipped
          clip-high: .28
          dual: 3
        rewards:
          - format
          - type: weighted
            weight: 0.5
            reward: {type: keyword, word: "yes", bonus: {a: 1, "b c": 2}}
        stages: [sft, {type: grpo, name: long, plan: {steps: 3}}]
        warm-start: runs/base
        second: {type: standardized, epsilon: 1e-6}
        weights: {x: 1.0e-4, y: -2}
        k: []
        reduction: sequence-mean
        verbose: True
        stop: ["</answer>", 7]
        """);

    assertThat(toy)
        .isEqualTo(new Toy(
            "all",
            -9_000_000_000L,
            new Toy.Plan(1000, 4, 16),
            new Toy.MeanCentered(),
            new Toy.Clipped(0.2, 0.28, Optional.of(3.0)),
            List.of(
                new Toy.Format(),
                new Toy.Weighted(0.5, new Toy.Keyword("yes", Map.of("a", 1, "b c", 2)))),
            List.of(
                new Toy.Sft(Optional.empty(), new Toy.Plan(5, 8, 64)),
                new Toy.Grpo(Optional.of("long"), new Toy.Plan(3, 8, 64))),
            Optional.of(Path.of("runs/base")),
            Optional.of(new Toy.Standardized(1e-6)),
            Map.of("x", 1e-4, "y", -2.0),
            List.of(),
            Toy.Reduction.SEQUENCE_MEAN,
            new Toy.Output(Path.of("runs"), true, new Toy.Curve(20, 1.0)),
            true,
            Optional.of(List.of("</answer>", "7"))));
  }

  @Test
  void allFaultsAreReportedAtOnceInTheOrderOfTheFile() {
    assertFaults(
        """
        name: toy
        seed: seventeen
        plan:
          steps: 2
          group-sise: 4
        advantage:
          type: standardised
        advantage: mean-centered
        loss: cliped
        rewards: [{type: weighted, weight: 0, reward: format}]
        """,
        "toy.yaml:2:7: seed: expected a whole number, but is 'seventeen'",
        "toy.yaml:5:3: plan.group-sise: unknown key. Did you mean 'group-size'?",
        "toy.yaml:7:9: advantage.type: unknown 'standardised'. Did you mean 'standardized'?"
            + " Known: standardized, mean-centered",
        "toy.yaml:8:1: advantage: given twice; first at line 6, column 1. Remove one.",
        "toy.yaml:9:7: loss: unknown 'cliped'. Did you mean 'clipped'? Known: clipped",
        "toy.yaml:10:36: rewards[0]: weight must not be 0: remove the reward instead");
  }

  @Test
  void anUnknownKeyGetsTheNearestUnusedKey() {
    assertFaults(LEAST + "seeds: 3\n", "toy.yaml:3:1: seeds: unknown key. Did you mean 'seed'?");
    assertFaults(
        LEAST + "warm_start: x\n",
        "toy.yaml:3:1: warm_start: unknown key. Did you mean 'warm-start'?");
    assertFaults(
        LEAST + "warmStart: x\n",
        "toy.yaml:3:1: warmStart: unknown key. Did you mean 'warm-start'?");
  }

  @Test
  void aMisspeltKeyIsNotAlsoReportedAsMissing() {
    assertFaults(
        "name: toy\nplan: {stpes: 3}\n",
        "toy.yaml:2:8: plan.stpes: unknown key. Did you mean 'steps'?");
  }

  @Test
  void aMisplacedKeyGetsItsRightPlace() {
    assertFaults(
        LEAST + "group-size: 4\nclip-low: 0.1\n",
        "toy.yaml:3:1: group-size: unknown key. It is a key of plan",
        "toy.yaml:4:1: clip-low: unknown key. It is a key of loss (type: clipped)");
  }

  @Test
  void aKeyWithoutANearNameGetsTheListOfKeys() {
    assertFaults(
        "name: toy\nplan: {steps: 3, colour: red}\nadvantage: {type: mean-centered, epsilon: 1, "
            + "hue: 2}\n",
        "toy.yaml:2:18: plan.colour: unknown key. Known: steps, group-size, minibatch",
        "toy.yaml:3:34: advantage.epsilon: unknown key. It is a key of advantage (type: "
            + "standardized)",
        "toy.yaml:3:46: advantage.hue: unknown key. There are no keys here");
  }

  @Test
  void aColonWithoutASpaceIsRecognised() {
    assertFaults(
        "name: toy\nplan: {steps:200}\n",
        "toy.yaml:2:8: plan.steps:200: unknown key. A colon needs a space behind it: 'steps: 200'");
  }

  @Test
  void aMissingKeyIsReportedWithItsMeaning() {
    assertFaults(
        "plan: {group-size: 4}\nrewards: [{type: weighted, weight: 1}]\n",
        "toy.yaml:1:1: name: missing: give a text",
        "toy.yaml:1:7: plan.steps: missing: give a whole number (optimizer steps of the stage)",
        "toy.yaml:2:11: rewards[0].reward: missing: give a reward, one of weighted, sum, "
            + "format, keyword");
    assertFaults(
        "name: toy\n",
        "toy.yaml:1:1: plan: missing: give a mapping with the keys steps, group-size, minibatch"
            + " (Optimizer steps and batch sizes.)");
  }

  @Test
  void wrongTypesAreReported() {
    assertFaults(
        """
        name: [toy]
        seed:
        plan: 200
        advantage: [standardized]
        loss: {clip-low: 0.1}
        rewards: format
        weights: [1]
        k: 3
        reduction: token_mean
        verbose: yes
        second: {type: }
        warm-start: ""
        """,
        "toy.yaml:1:7: name: expected a text, but is a list",
        "toy.yaml:2:6: seed: expected a whole number, but is empty",
        "toy.yaml:3:7: plan: expected a mapping with the keys steps, group-size, minibatch, but "
            + "is '200'",
        "toy.yaml:4:12: advantage: expected the name of an advantage, but is a list. Known: "
            + "standardized, mean-centered",
        "toy.yaml:5:7: loss.type: missing: which loss? Known: clipped",
        "toy.yaml:6:10: rewards: expected a list of rewards, but is 'format'. Write it in "
            + "brackets: [format]",
        "toy.yaml:7:10: weights: expected a mapping of names to numbers, but is a list",
        "toy.yaml:8:4: k: expected a list of whole numbers, but is '3'. Write it in brackets: [3]",
        "toy.yaml:9:12: reduction: unknown 'token_mean'. Did you mean 'token-mean'? Known: "
            + "sequence-mean, token-mean",
        "toy.yaml:10:10: verbose: expected true or false, but is 'yes'",
        "toy.yaml:11:15: second.type: expected the name of an advantage, but is empty. Known: "
            + "standardized, mean-centered",
        "toy.yaml:12:13: warm-start: expected a path, but is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"16.5", "x", "1e-2", "0x10", "010", "1,000", "--1", "1_", "1 0", "१"})
  void onlyWholeNumbersAreWholeNumbers(String text) {
    assertThatThrownBy(() -> Toy.bind("name: toy\nplan: {steps: '" + text + "'}\n"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "toy.yaml:2:15: plan.steps: expected a whole number, but is '" + text + "'");
  }

  @Test
  void aWholeNumberOutOfRangeIsRefused() {
    assertFaults(
        "name: toy\nseed: 9223372036854775808\nplan: {steps: 2147483648, group-size: "
            + "1e999999999}\n",
        "toy.yaml:2:7: seed: expected a whole number from -9223372036854775808 to "
            + "9223372036854775807,"
            + " but is '9223372036854775808'",
        "toy.yaml:3:15: plan.steps: expected a whole number from -2147483648 to 2147483647, but "
            + "is '2147483648'",
        "toy.yaml:3:39: plan.group-size: expected a whole number from -2147483648 to "
            + "2147483647, but is '1e999999999'");
  }

  @ParameterizedTest
  @CsvSource({
    "1e-4, 1e-4",
    "1.0e-4, 1e-4",
    "1E-4, 1e-4",
    "+.5, 0.5",
    "2., 2",
    "-0.25, -0.25",
    "1_000.5, 1000.5",
    "0, 0"
  })
  void numberBindsHoweverItIsWritten(String text, double number) {
    assertThat(Toy.bind(LEAST + "weights: {w: " + text + "}\n").weights())
        .containsEntry("w", number);
  }

  @Test
  void onlyFiniteNumbersAreAccepted() {
    assertFaults(
        LEAST + "weights: {a: .nan, b: -.inf, c: NaN, d: 1e999, e: 0x1p3, f: 1d, g: '0,5'}\n",
        "toy.yaml:3:14: weights.a: expected a finite number, but is '.nan'",
        "toy.yaml:3:23: weights.b: expected a finite number, but is '-.inf'",
        "toy.yaml:3:33: weights.c: expected a finite number, but is 'NaN'",
        "toy.yaml:3:41: weights.d: expected a number of magnitude below 1.8e308, but is '1e999'",
        "toy.yaml:3:51: weights.e: expected a number, but is '0x1p3'",
        "toy.yaml:3:61: weights.f: expected a number, but is '1d'",
        "toy.yaml:3:68: weights.g: expected a number, but is '0,5'. Write a decimal point, not "
            + "a comma");
  }

  @Test
  void aConstructorsRefusalIsReportedAtTheValue() {
    assertFaults(
        LEAST
            + "loss:\n  type: clipped\n  clip-low: -1\nadvantage: {type: standardized, epsilon: "
            + "-1}\n",
        "toy.yaml:5:13: loss.clip-low: must be in (0, 1), but is -1.0",
        "toy.yaml:6:42: advantage: epsilon must be positive, but is -1.0");
  }

  @Test
  void aRefusedDefaultIsMarkedAsDefault() {
    assertFaults(
        LEAST + "loss: {type: clipped, clip-low: 0.5}\n",
        "toy.yaml:3:7: loss.clip-high: must be at least clip-low, but is 0.2 (its default)");
  }

  @Test
  void eachLineOfAUserErrorGetsItsPlace() {
    assertFaults(
        LEAST + "rewards: [{type: sum, terms: [format, {type: sum, terms: []}]}]\n",
        "toy.yaml:3:11: rewards[0]: The reward has no name of its own.",
        "toy.yaml:3:39: rewards[0].terms[1]: a sum within a sum: write its terms here");
  }

  @Test
  void theConstructorRunsDespiteAnUnknownKey() {
    assertFaults(
        LEAST + "loss: {type: clipped, clip-low: 2, hue: 3}\n",
        "toy.yaml:3:33: loss.clip-low: must be in (0, 1), but is 2.0",
        "toy.yaml:3:36: loss.hue: unknown key. Known: clip-low, clip-high, dual");
  }

  @Test
  void listsAndMappingsCannotBeChanged() {
    Toy toy = Toy.bind(LEAST + "weights: {b: 1, a: 2}\n");
    assertThat(toy.weights().keySet()).containsExactly("b", "a");
    assertThatThrownBy(() -> toy.weights().put("c", 1.0))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> toy.k().add(1)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void noTextCausesAnUnexpectedException() {
    String recipe = """
        name: fuzz
        plan: {steps: 3, group-size: 2}
        loss: {type: clipped, clip-low: 0.1}
        rewards:
          - {type: weighted, weight: 1e-1, reward: "format"}
        """;
    String alphabet = " \n\t:-{}[],'\"#&*!|>%@?~.0e_\u0000\u0085\uFEFFé😀a";
    Random random = new Random(17);
    int bound = 0;
    for (int i = 0; i < 1000; i++) {
      StringBuilder text = new StringBuilder(recipe);
      for (int edits = random.nextInt(4); edits >= 0; edits--) {
        int at = random.nextInt(text.length());
        int end = alphabet.offsetByCodePoints(
            0, random.nextInt(alphabet.codePointCount(0, alphabet.length())));
        String piece = alphabet.substring(end, alphabet.offsetByCodePoints(end, 1));
        text.replace(at, random.nextBoolean() ? at : at + 1, piece);
      }
      try {
        Toy.bind(text.toString());
        bound++;
      } catch (UserError e) {
        assertThat(String.valueOf(e.getMessage()).lines())
            .as(text.toString())
            .allMatch(line -> line.matches("toy.yaml:\\d+:\\d+: .+"));
      }
    }
    assertThat(bound).isBetween(10, 990);
  }

  @Test
  void aMisspeltKeyIsReportedOnceWithTheNearestName() {
    assertThatThrownBy(() -> Toy.bind("{name: x, plan: {number-of-steps: 1}}"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "plan.number-of-steps: unknown key. Did you mean 'steps', which is missing?")
        .hasMessageNotContainingAny("plan.steps: missing");
    assertThatThrownBy(() -> Toy.bind("{name: x, plan: {steps: 1}, loss: {typ: clipped}}"))
        .hasMessageContaining("loss.typ: unknown key. Did you mean 'type'?")
        .hasMessageNotContainingAny("missing");
  }

  @Test
  void aMisspeltKeyIsNamedEvenIfItsValueHasAForeignName() {
    assertThatThrownBy(() -> Toy.bind("{name: x, plam: {type: 1}}"))
        .hasMessageContaining("plam: unknown key. Did you mean 'plan'?")
        .hasMessageNotContainingAny("plam.type");
  }
}
