package io.gradus.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class R1TemplateTest {

  @Nested
  class AsInThePaper extends TemplateContract {
    @Override
    protected Template template() {
      return R1Template.defaults();
    }

    @Override
    protected Tokenizer tokenizer() {
      return CharacterTokenizer.defaults();
    }

    @Test
    void thePromptIsThatOfThePaper() {
      assertThat(template().prompt(Problem.of("1", "What is 6 * 7?", "42")))
          .startsWith("A conversation between User and Assistant. The user asks a question")
          .endsWith("<answer> answer here </answer>. User: What is 6 * 7?. Assistant:");
    }

    @Test
    void theCompletionIsSpacedAsThePromptShowsIt() {
      assertThat(template().completion(new Demonstration("six sevens", "42")))
          .isEqualTo(" <think> six sevens </think> <answer> 42 </answer>");
      assertThat(template().completion(new Demonstration("", "42")))
          .isEqualTo(" <think> </think> <answer> 42 </answer>");
    }
  }

  @Nested
  class WithAnOpenThinkBlock extends TemplateContract {
    @Override
    protected Template template() {
      return new R1Template(true);
    }

    @Override
    protected Tokenizer tokenizer() {
      return CharacterTokenizer.defaults();
    }

    @Test
    void thePromptOpensTheBlockAndTheCompletionClosesIt() {
      assertThat(template().prompt(Problem.of("1", "6*7", "42")))
          .endsWith("6*7. Assistant: <think>");
      assertThat(template().completion(new Demonstration("six sevens", "42")))
          .isEqualTo(" six sevens </think> <answer> 42 </answer>");
    }
  }
}
