package io.gradus.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every template keeps: extend it with the template and a tokenizer it is meant for. */
public abstract class TemplateContract {

  /** The template under test. */
  protected abstract Template template();

  /** A tokenizer that the template is used with. */
  protected abstract Tokenizer tokenizer();

  /** Questions of the kind that the template is made for. */
  protected List<String> questions() {
    return List.of("17+25", "What is 6 * 7?", "a\nb", "x <", "</", " ");
  }

  /** Whether the prompt itself holds end tokens, as that of a chat does after each turn. */
  protected boolean promptClosesTurns() {
    return false;
  }

  private static final List<Demonstration> DEMONSTRATIONS = List.of(
      new Demonstration("7+5=12, carry 1", "42"),
      new Demonstration("", "42"),
      new Demonstration("two\nlines", "-1/3"),
      new Demonstration("", ""));

  @Test
  void theTokensOfThePromptAreAPrefixOfTheTokensOfTheWhole() {
    for (String question : questions()) {
      String prompt = template().prompt(Problem.of("1", question, ""));
      int[] promptTokens = tokenizer().encode(prompt);
      for (Demonstration demonstration : DEMONSTRATIONS) {
        String completion = template().completion(demonstration);
        int[] whole = tokenizer().encode(prompt + completion);
        assertThat(Arrays.copyOf(whole, promptTokens.length)).isEqualTo(promptTokens);
        assertThat(Arrays.copyOfRange(whole, promptTokens.length, whole.length))
            .isEqualTo(tokenizer().encode(completion));
      }
    }
  }

  @Test
  void promptAndCompletionRoundTripThroughTheTokenizer() {
    for (String question : questions()) {
      for (Demonstration demonstration : DEMONSTRATIONS) {
        String whole =
            template().prompt(Problem.of("1", question, "")) + template().completion(demonstration);
        assertThat(tokenizer().decode(tokenizer().encode(whole))).isEqualTo(whole);
      }
    }
  }

  @Test
  void thePromptHoldsTheQuestionAndNeitherTextHoldsAnEndToken() {
    for (String question : questions()) {
      Problem problem = Problem.of("1", question, "");
      assertThat(template().prompt(problem)).contains(question);
      for (Demonstration demonstration : DEMONSTRATIONS) {
        String whole = (promptClosesTurns() ? "" : template().prompt(problem))
            + template().completion(demonstration);
        assertThat(Arrays.stream(tokenizer().encode(whole)).boxed())
            .doesNotContainAnyElementsOf(tokenizer().endTokens());
      }
    }
  }

  @Test
  void theCompletionEndsWithTheAnswerInItsTags() {
    assertThat(template().completion(new Demonstration("because", "42")))
        .contains("because", "</think>")
        .containsPattern("<answer>\\s*42\\s*</answer>$")
        .satisfies(
            text -> assertThat(text.indexOf("because")).isLessThan(text.indexOf("</think>")));
  }
}
