package io.gradus.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.CounterRandom;
import io.gradus.rewards.cases.MathCase;
import io.gradus.rewards.math.expression.Answer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds of equality whatever is compared. */
class MathPropertiesTest {
  private static final MathVerifier STRICT = MathVerifier.strict();

  private static final String[][] CLASSES = {
    {
      "\\frac{1}{2}",
      "\\frac12",
      "1/2",
      "0.5",
      ".5",
      "50\\%",
      "\\dfrac{2}{4}",
      "2^{-1}",
      "\\sin 30^\\circ",
      "½",
      "0.50",
      "\\frac{1}{\\sqrt{4}}"
    },
    {
      "\\sqrt{12}",
      "2\\sqrt{3}",
      "2\\sqrt3",
      "\\frac{6}{\\sqrt{3}}",
      "12^{1/2}",
      "\\sqrt{3}+\\sqrt{3}",
      "\\sqrt{4}\\cdot\\sqrt{3}"
    },
    {"x^2-1", "(x-1)(x+1)", "x^{2}+(-1)", "-(1-x^2)", "x \\cdot x - 1", "\\frac{x^3-x}{x}"},
    {"(-\\infty, 3)", "x<3", "3>x", "2x<6", "-x>-3", "x \\in (-\\infty,3)", "]-\\infty,3["},
    {"1,2,3", "3,2,1", "\\{1,2,3\\}", "1, 2 and 3", "2,1,3", "\\{3,1,2\\}"},
    {
      "(1,2)",
      "\\left(1,2\\right)",
      "(x,y)=(1,2)",
      "\\begin{pmatrix}1\\\\2\\end{pmatrix}",
      "\\langle 1,2\\rangle",
      "(\\frac{2}{2},2)"
    },
    {"x^2+y^2=1", "y^2+x^2=1", "2x^2+2y^2=2", "x^2+y^2-1=0", "1=x^2+y^2", "x^2=1-y^2"},
    {"1000", "1,000", "10^3", "1\\,000", "1{,}000", "1000.0", "1e3", "１０００"},
    {"1+i", "i+1", "\\frac{2}{1-i}", "\\sqrt{2}e^{i\\pi/4}"},
    {"\\text{no solution}", "\\emptyset", "No solutions", "\\varnothing", "\\{\\}", "none"},
    {"\\pm 3", "3,-3", "-3, 3", "\\{3,-3\\}", "\\mp 3"},
    {
      "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}",
      "\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}",
      "\\begin{pmatrix}1&\\sqrt4\\\\3&2^2\\end{pmatrix}"
    },
    {"\\ln 8", "3\\ln 2", "\\ln(2^3)", "\\ln 4+\\ln 2", "3\\ln(2)"},
    {"5\\text{ m}", "500 cm", "5 meters", "0.005 km", "5000\\text{ mm}"},
    {"A", "(A)", "\\text{A}", "\\textbf{(A)}", "A."}
  };

  @Test
  void rewritingsOfOneAnswerAreAllEqualAndInEitherOrder() {
    List<String> wrong = new ArrayList<>();
    for (String[] same : CLASSES) {
      for (String gold : same) {
        for (String answer : same) {
          var score = STRICT.compare(gold, answer);
          if (!score.correct()) {
            wrong.add(score.why());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void answersOfDifferentClassesAreDifferentInEitherOrder() {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < CLASSES.length; i++) {
      for (int j = 0; j < CLASSES.length; j++) {
        for (String answer : CLASSES[j]) {
          var score = STRICT.compare(CLASSES[i][0], answer);
          if (i != j && score.correct()) {
            wrong.add(score.why());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyAnswerEqualsItselfAndItsRendering() throws IOException {
    int rendered = 0;
    for (MathCase pair : OwnCasesTest.cases()) {
      for (String text : List.of(pair.gold(), pair.prediction())) {
        if (pair.kind() != CaseKind.ANSWER || Answer.read(text).blank()) {
          continue;
        }
        assertThat(STRICT.compare(text, text).correct()).as(text).isTrue();
        String again = Rendering.of(Answer.read(text).node());
        if (again != null && isDefined(text)) {
          rendered++;
          assertThat(STRICT.compare(text, again))
              .as("%s as %s", text, again)
              .matches(s -> s.correct());
        }
      }
    }
    assertThat(rendered).isGreaterThan(250);
  }

  /** Undefined and unworkably large values equal only what is written alike. */
  private static boolean isDefined(String text) {
    return !text.contains("{0}")
        && !text.contains("0^0")
        && !text.contains("9^{9}")
        && !text.contains("^{100})!")
        && !text.contains("\\infty-");
  }

  /** Equality of exact values is symmetric; only decimals, percent signs and units are asked of the gold answer. */
  @Test
  void equalityIsSymmetricWhereNothingIsRounded() throws IOException {
    List<MathCase> cases =
        OwnCasesTest.cases().stream().filter(c -> c.kind() == CaseKind.ANSWER).toList();
    for (MathCase pair : cases) {
      String both = pair.gold() + pair.prediction();
      if (both.contains(".")
          || both.contains("%")
          || pair.prediction().isBlank()
          || pair.gold().length() == 1) {
        continue;
      }
      boolean there = STRICT.compare(pair.gold(), pair.prediction()).correct();
      boolean back = STRICT.compare(pair.prediction(), pair.gold()).correct();
      assertThat(back).as(pair.id()).isEqualTo(there);
    }
  }

  @Test
  void randomPolynomialsEqualTheirExpansionAndNothingElse() {
    for (int i = 0; i < 300; i++) {
      int a = CounterRandom.below(19, 5, i, 0) - 9;
      int b = CounterRandom.below(19, 5, i, 1) - 9;
      int c = 1 + CounterRandom.below(9, 5, i, 2);
      String product = "%d(x+(%d))(x+(%d))".formatted(c, a, b);
      String expanded = "%dx^2+(%d)x+(%d)".formatted(c, c * (a + b), c * a * b);
      String other = "%dx^2+(%d)x+(%d)".formatted(c, c * (a + b), c * a * b + 1);
      assertThat(STRICT.compare(product, expanded).correct()).as(product).isTrue();
      assertThat(STRICT.compare(product, other).correct()).as(product).isFalse();
    }
  }

  @Test
  void randomFractionsEqualTheirMultiplesAndDecimalsRoundOnlyTowardsADecimalGold() {
    for (int i = 0; i < 300; i++) {
      int p = 100 + CounterRandom.below(500, 6, i, 0);
      int q = 1 + CounterRandom.below(99, 6, i, 1);
      int k = 2 + CounterRandom.below(30, 6, i, 2);
      String fraction = "\\frac{%d}{%d}".formatted(p, q);
      assertThat(STRICT.compare(fraction, "%d/%d".formatted(p * k, q * k)).correct())
          .isTrue();
      assertThat(STRICT.compare(fraction, "%d/%d".formatted(p * k + 1, q * k)).correct())
          .isFalse();
      String rounded =
          new BigDecimal(p).divide(new BigDecimal(q), 3, RoundingMode.HALF_UP).toPlainString();
      assertThat(STRICT.compare(rounded, fraction).correct()).as(rounded).isTrue();
    }
  }
}
