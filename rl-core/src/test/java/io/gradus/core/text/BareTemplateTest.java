package io.gradus.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import org.junit.jupiter.api.Test;

class BareTemplateTest extends TemplateContract {

  @Override
  protected Template template() {
    return BareTemplate.defaults();
  }

  @Override
  protected Tokenizer tokenizer() {
    return CharacterTokenizer.defaults();
  }

  @Test
  void thePromptIsTheQuestionAndTheSeparator() {
    Problem problem = Problem.of("1", "17+25", "42");
    assertThat(template().prompt(problem)).isEqualTo("17+25=");
    assertThat(new BareTemplate("").prompt(problem)).isEqualTo("17+25");
  }

  @Test
  void theThinkBlockIsThereEvenWhenEmpty() {
    assertThat(template().completion(new Demonstration("7+5=12", "42")))
        .isEqualTo("<think>7+5=12</think><answer>42</answer>");
    assertThat(template().completion(new Demonstration("", "42")))
        .isEqualTo("<think></think><answer>42</answer>");
  }
}
