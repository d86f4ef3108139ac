package io.gradus.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.rewards.cases.MathCase;
import io.gradus.rewards.math.policy.MathPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our own pairs of answers, a fair sample of what is asked of a verifier; they always run. */
class OwnCasesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<MathCase> cases() throws IOException {
    List<MathCase> cases = new ArrayList<>();
    for (String[] row : rows("own_cases.tsv")) {
      CaseKind kind = CaseKind.of(row[0]).orElseThrow();
      String id = row[1] + " | " + row[2];
      cases.add(new MathCase(
          id, kind, row[1], row[2], Boolean.parseBoolean(row[3]), MathPolicy.lenient()));
    }
    return cases;
  }

  /**
   * The cases of {@code argued_cases.jsonl}: a {@code kind}, the {@code mode} of reading, the {@code policy} ({@code
   * strict}, {@code lenient} or {@code both}), the two texts, the verdict, and {@code why} where that is not plain.
   */
  static List<MathCase> argued() throws IOException {
    List<MathCase> cases = new ArrayList<>();
    String lines = resource("argued_cases.jsonl");
    for (String line : lines.lines().toList()) {
      JsonNode row = JSON.readTree(line);
      CaseKind kind = CaseKind.of(row.get("mode").asText()).orElseThrow();
      String gold = row.get("gold").asText();
      String prediction = row.get("pred").asText();
      String policy = row.get("policy").asText();
      for (String name : policy.equals("both") ? List.of("strict", "lenient") : List.of(policy)) {
        String id = "%s, %s: %s | %s".formatted(row.get("kind").asText(), name, gold, prediction);
        cases.add(new MathCase(
            id,
            kind,
            gold,
            prediction,
            row.get("expected").asBoolean(),
            name.equals("strict") ? MathPolicy.strict() : MathPolicy.lenient()));
      }
    }
    return cases;
  }

  /** A table of the resources beside this class, comments and empty lines left out. */
  static List<String[]> rows(String name) throws IOException {
    return resource(name)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("# "))
        .map(line -> line.split("\t", -1))
        .toList();
  }

  static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OwnCasesTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void everyPairGetsTheRightVerdict() throws IOException {
    List<String> wrong = cases().stream()
        .filter(c -> c.score().correct() != c.agree())
        .map(c -> c.id() + ": " + c.score().why())
        .toList();
    assertThat(wrong).isEmpty();
    assertThat(cases()).hasSizeGreaterThan(300);
  }

  @Test
  void everyArguedCaseGetsItsVerdictUnderItsPolicies() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (MathCase argued : argued()) {
      Score score = argued.score();
      if (score.correct() != argued.agree() || score.verdict() == Verdict.VERIFIER_ERROR) {
        wrong.add(argued.id() + ": " + score.why());
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(argued()).hasSizeGreaterThan(3_000);
  }

  /** The visible half of the second suite of hostile pairs: no disagreement, so no false positive either. */
  @Test
  void everyHostilePairOfTheSecondRoundGetsItsVerdict() throws IOException {
    List<String> wrong = new ArrayList<>();
    int pairs = 0;
    for (String line : resource("hostile_math_2.jsonl").lines().toList()) {
      MathCase pair = MathCase.of(JSON.readTree(line));
      Score score = pair.score();
      pairs++;
      if (score.correct() != pair.agree() || score.verdict() == Verdict.VERIFIER_ERROR) {
        wrong.add(pair.id() + ": " + score.why());
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(pairs).isEqualTo(303);
  }

  /** A megabyte behind a boxed answer neither hides it nor takes long. */
  @Test
  @Timeout(60)
  void fillerOfAnyLengthBehindABoxHidesNothing() {
    for (String filler :
        new String[] {" ", "\n", "x ", "Wait, ", "<", "$", "\\(", "answer is ", "1, ", "{", "}", "#"
        }) {
      String completion = "\\boxed{731}" + filler.repeat(1_000_000 / filler.length());
      for (MathPolicy policy : new MathPolicy[] {MathPolicy.strict(), MathPolicy.lenient()}) {
        assertThat(new MathVerifier(policy).verify("731", completion).correct())
            .as(filler)
            .isTrue();
        assertThat(new MathVerifier(policy).verify("732", completion).correct())
            .as(filler)
            .isFalse();
      }
    }
  }

  /** Texts that are one piece over and over, up to the longest completion there is. */
  @Test
  @Timeout(60)
  void whatRepeatsWithoutEndIsNoAnswerAndNoFault() {
    for (String piece : new String[] {
      "(",
      "[",
      "{",
      "\\left(",
      "\\sqrt{",
      "\\frac{1}{",
      "x_{",
      "7^",
      "|",
      "$",
      "\\",
      "-",
      "1+",
      "\\begin{pmatrix}",
      "\\boxed{",
      "<answer>",
      "<think></think>",
      "<",
      "answer is ",
      "####",
      "\\[",
      "\\(",
      "7",
      "7,",
      "7/",
      "\\text{",
      "7!",
      "\\lfloor ",
      "=",
      "a=",
      "\\pm ",
      "7 ",
      "\\cup[",
      "\u202e",
      "\ud800",
      "½",
      "²",
      "and ",
      ".",
      "0.",
      "%"
    }) {
      for (int size : new int[] {300, 4_000, 200_000}) {
        String text = piece.repeat(size / piece.length());
        for (String completion :
            new String[] {text, "\\boxed{" + text + "}", "The answer is " + text}) {
          for (MathPolicy policy : new MathPolicy[] {MathPolicy.strict(), MathPolicy.lenient()}) {
            Score score = new MathVerifier(policy).verify("8", completion);
            assertThat(score.verdict())
                .as(piece + " " + size)
                .isNotIn(Verdict.CORRECT, Verdict.VERIFIER_ERROR);
          }
        }
      }
    }
  }
}
