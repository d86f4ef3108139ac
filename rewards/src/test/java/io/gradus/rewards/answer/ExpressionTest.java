package io.gradus.rewards.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.numbers.fraction.BigFraction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

  @ParameterizedTest
  @CsvSource({
    "1+2*3, 7",
    "(1+2)*3, 9",
    "8-3-2, 3",
    "8/4/2, 1",
    "-3+5, 2",
    "3--5, 8",
    "2*-3, -6",
    "-(1+2), -3",
    " 1 + 2 , 3",
    "3×4÷2−1, 5",
    "2·3, 6",
    "1.5+.5, 2",
    "1./4., 1/4",
    "8/(3-8/3), 24",
    "((((5)))), 5",
  })
  void followsTheRulesOfArithmetic(String text, String value) throws Exception {
    assertThat(Expression.read(text).value().map(NumberText::written)).contains(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "+",
        "1+",
        "*1",
        "1 2",
        "(1",
        "1)",
        "()",
        "2**3",
        "7//2",
        "2^3",
        "1=1",
        "x",
        "1,000",
        "2(3)",
        "1..2",
        ".",
        "√4",
        "4!",
        "__import__('os')",
        "٣+1",
        "1\u0000",
        "1%2",
      })
  void refusesWhatIsNoExpression(String text) {
    assertThatThrownBy(() -> Expression.read(text)).isInstanceOf(Expression.Unreadable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1/0", "1/(2-2)", "0/0", "3+1/(1-1)*0"})
  void aDivisionByZeroHasNoValue(String text) throws Exception {
    assertThat(Expression.read(text).value()).isEmpty();
  }

  @Test
  void saysWhereItFails() {
    assertThatThrownBy(() -> Expression.read("3*7+5=26"))
        .hasMessage("it has '=' at character 6 where an operator is expected");
    assertThatThrownBy(() -> Expression.read("(3*7"))
        .hasMessage("it ends at character 5 where ')' is expected");
  }

  @Test
  void isBounded() throws Exception {
    int deep = Expression.MAX_DEPTH;
    assertThat(Expression.read("(".repeat(deep) + "1" + ")".repeat(deep)).value())
        .isPresent();
    assertThatThrownBy(() -> Expression.read("(".repeat(deep + 1) + "1" + ")".repeat(deep + 1)))
        .hasMessageContaining("nested");
    assertThatThrownBy(() -> Expression.read("-".repeat(deep + 1) + "1"))
        .hasMessageContaining("nested");
    assertThatThrownBy(() -> Expression.read("9".repeat(Expression.MAX_DIGITS + 1)))
        .hasMessageContaining("digits");
    assertThatThrownBy(() -> Expression.read("1+".repeat(Expression.MAX_LENGTH) + "1"))
        .hasMessageContaining("characters");
  }

  @Test
  void agreesWithFloatingPointOnRandomExpressions() throws Exception {
    Random random = new Random(17);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      double expected = write(random, 3, text);
      double value =
          Expression.read(text.toString()).value().map(BigFraction::doubleValue).orElse(Double.NaN);
      if (Double.isFinite(expected) && Math.abs(expected) < 1e6) {
        assertThat(value).as(text.toString()).isCloseTo(expected, within(1e-6));
      }
    }
  }

  /** Writes a random expression in full parentheses and returns its value; division is by a number from 1 to 9. */
  private static double write(Random random, int depth, StringBuilder text) {
    if (depth == 0 || random.nextInt(4) == 0) {
      int number = 1 + random.nextInt(9);
      text.append(number);
      return number;
    }
    text.append('(');
    double left = write(random, depth - 1, text);
    char sign = "+-*/".charAt(random.nextInt(4));
    text.append(sign);
    double right = write(random, sign == '/' ? 0 : depth - 1, text);
    text.append(')');
    return switch (sign) {
      case '+' -> left + right;
      case '-' -> left - right;
      case '*' -> left * right;
      default -> left / right;
    };
  }
}
