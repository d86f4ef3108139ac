package io.gradus.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  @Test
  void aWrittenCompletionGetsNoTags() {
    assertThat(template().completion(Demonstration.written("it is 42"))).isEqualTo("it is 42");
  }

  @Test
  void earlierMessagesAreRefusedInsteadOfLeftOut() {
    Problem chat = new Problem(
        "chat:3",
        "17+25",
        "42",
        Optional.empty(),
        Optional.empty(),
        List.of(new Problem.Message("system", "be brief")),
        Map.of());
    for (Template template : List.of(template(), R1Template.defaults())) {
      assertThatThrownBy(() -> template.promptText(chat))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("problem 'chat:3' has 1 messages before its question")
          .hasMessageContaining("Use the template 'chat'");
    }
  }
}
