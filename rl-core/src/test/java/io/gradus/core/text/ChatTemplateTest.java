package io.gradus.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.SharedData;
import io.gradus.core.UserError;
import io.gradus.core.text.jinja.JinjaTemplate;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateTest {
  private static final Problem PROBLEM = Problem.of("1", "What is 6 * 7?", "42");
  private static final Demonstration DEMONSTRATION = new Demonstration("six sevens", "42");
  private static final ChatTemplate PLAIN = ChatTemplate.defaults();

  private static final String TURNS =
      "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}"
          + "{% if add_generation_prompt %}[assistant]{% endif %}";

  private static ChatTemplate keys(
      Optional<String> system, Optional<Boolean> thinking, String prefill) {
    return new ChatTemplate(
        system,
        PLAIN.user(),
        PLAIN.assistant(),
        thinking,
        prefill,
        Optional.empty(),
        "default",
        Optional.empty());
  }

  private static PretrainedTokenizer with(String jinja) {
    return PretrainedTokenizer.fromJson(
        TinyPretrained.vocabulary("gpt-2").tokenizerJson(), TinyPretrained.settings(jinja, 0));
  }

  @Test
  void earlierMessagesAreTurnsAndTheirSystemPromptReplacesTheKey() {
    Template template = keys(Optional.of("Think."), Optional.empty(), "").bind(with(TURNS));
    assertThat(template.prompt(conversation(
            new Problem.Message("system", "Be brief."),
            new Problem.Message("user", "Hi"),
            new Problem.Message("assistant", "Hello"))))
        .isEqualTo("[system]Be brief.[user]Hi[assistant]Hello[user]What is 6 * 7?[assistant]");
    assertThat(template.prompt(conversation(
            new Problem.Message("user", "Hi"), new Problem.Message("assistant", "Hello"))))
        .isEqualTo("[system]Think.[user]Hi[assistant]Hello[user]What is 6 * 7?[assistant]");
  }

  @Test
  void aWrittenCompletionIsTheWholeTurn() {
    Template template = PLAIN.bind(with(TURNS));
    assertThat(template.completion(Demonstration.written("It is 42."))).isEqualTo("It is 42.");
    assertThat(template.completion(DEMONSTRATION)).contains("<think>");
  }

  private static Problem conversation(Problem.Message... before) {
    return new Problem(
        "1",
        PROBLEM.question(),
        "42",
        Optional.empty(),
        Optional.empty(),
        List.of(before),
        Map.of());
  }

  @Nested
  class OfATinyModel extends TemplateContract {
    private final PretrainedTokenizer model = TinyPretrained.tokenizer();
    private final Template template = PLAIN.bind(model);

    @Override
    protected Template template() {
      return template;
    }

    @Override
    protected Tokenizer tokenizer() {
      return model;
    }

    @Override
    protected boolean promptClosesTurns() {
      return true;
    }
  }

  @Nested
  class WithAPrefill extends TemplateContract {
    private final PretrainedTokenizer model = TinyPretrained.tokenizer();
    private final Template template =
        keys(Optional.of("Think."), Optional.empty(), "<think>").bind(model);

    @Override
    protected Template template() {
      return template;
    }

    @Override
    protected Tokenizer tokenizer() {
      return model;
    }

    @Override
    protected boolean promptClosesTurns() {
      return true;
    }

    @Test
    void thePromptOpensTheThinkBlockAndTheCompletionGoesOn() {
      assertThat(template.prompt(PROBLEM))
          .startsWith("<|im_start|>system\nThink.<|im_end|>\n")
          .endsWith("<|im_start|>assistant\n<think>");
      assertThat(template.completion(DEMONSTRATION))
          .isEqualTo("\nsix sevens\n</think>\n\n<answer>42</answer>");
    }
  }

  @Test
  void promptCompletionAndEndTokenAreTheRenderedChat() {
    PretrainedTokenizer model = TinyPretrained.tokenizer();
    Template chat = PLAIN.bind(model);
    assertThat(chat.prompt(PROBLEM) + chat.completion(DEMONSTRATION)
            + model.endTexts().get(0) + "\n")
        .isEqualTo("""
            <|im_start|>user
            What is 6 * 7?<|im_end|>
            <|im_start|>assistant
            <think>
            six sevens
            </think>

            <answer>42</answer><|im_end|>
            """);
  }

  @Test
  void wordsAroundTheQuestionAndTheAnswerAreKeysOfTheRecipe() {
    Template chat = new ChatTemplate(
            Optional.empty(),
            "{question}\nPut the final answer in \\boxed{}.",
            "{reasoning} So \\boxed{{answer}}.",
            Optional.empty(),
            "",
            Optional.empty(),
            "default",
            Optional.empty())
        .bind(TinyPretrained.tokenizer());
    assertThat(chat.prompt(PROBLEM))
        .contains("user\nWhat is 6 * 7?\nPut the final answer in \\boxed{}.<|im_end|>");
    assertThat(chat.completion(new Demonstration("{answer} {question}", "42")))
        .isEqualTo("{answer} {question} So \\boxed{42}.");
  }

  @Test
  void thinkingCanBeSwitchedOffWhereTheTemplateKnowsHow() {
    Template off = keys(Optional.empty(), Optional.of(false), "").bind(TinyPretrained.tokenizer());
    assertThat(off.prompt(PROBLEM)).endsWith("assistant\n<think>\n\n</think>\n\n");
    assertThat(((BoundChatTemplate) off).writesTurnsAsItBeginsThem())
        .as("this template opens a block in the generation prompt alone")
        .isFalse();
    assertThat(off.completion(DEMONSTRATION))
        .isEqualTo("<think>\nsix sevens\n</think>\n\n<answer>42</answer>");
  }

  @Test
  void aTemplateThatDropsTheThinkingDoesNotDropItFromDemonstrations() {
    Template drops = PLAIN.bind(with(TinyPretrained.CHAT_TEMPLATE.replace(
        "message.content +", "message.content.split('</think>')[-1] +")));
    assertThat(((BoundChatTemplate) drops).writesTurnsAsItBeginsThem()).isFalse();
    assertThat(drops.prompt(PROBLEM)).isNotEmpty();
    assertThat(drops.remark()).as("no demonstration was written yet").isEmpty();
    assertThat(drops.completion(DEMONSTRATION)).contains("six sevens");
    assertThat(drops.remark().orElseThrow())
        .contains("writes an assistant's turn differently from its generation prompt");
  }

  @Test
  void theClockIsOnlyTheDayOfTheRecipe() {
    PretrainedTokenizer model =
        with("{{ strftime_now('%d %b %Y') + ', ' }}" + TinyPretrained.CHAT_TEMPLATE);
    assertThatThrownBy(() -> PLAIN.bind(model).prompt(PROBLEM))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("must not depend on the clock")
        .hasMessageContaining("date: 2025-01-31");
    ChatTemplate dated = new ChatTemplate(
        Optional.empty(),
        PLAIN.user(),
        PLAIN.assistant(),
        Optional.empty(),
        "",
        Optional.of("2025-01-31"),
        "default",
        Optional.empty());
    assertThat(dated.bind(model).prompt(PROBLEM)).startsWith("31 Jan 2025, <|im_start|>");
  }

  @Test
  void whatCannotWorkIsSaidInWords(@TempDir Path folder) {
    assertThatThrownBy(() -> PLAIN.bind(CharacterTokenizer.defaults()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("use the template 'bare' or 'r1'");
    assertThatThrownBy(() -> PLAIN.bind(with("")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("tiny: has no chat template");
    assertThatThrownBy(() -> new ChatTemplate(
                Optional.empty(),
                PLAIN.user(),
                PLAIN.assistant(),
                Optional.empty(),
                "",
                Optional.empty(),
                "tool",
                Optional.empty())
            .bind(TinyPretrained.tokenizer()))
        .hasMessage("tiny: has no chat template named 'tool'; it has default");
    assertThatThrownBy(() -> new ChatTemplate(
                Optional.empty(),
                PLAIN.user(),
                PLAIN.assistant(),
                Optional.empty(),
                "",
                Optional.empty(),
                "default",
                Optional.of(folder.resolve("no")))
            .bind(TinyPretrained.tokenizer()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> new ChatTemplate(
            Optional.empty(),
            "x",
            "y",
            Optional.empty(),
            "",
            Optional.of("soon"),
            "default",
            Optional.empty()))
        .hasMessageContainingAll(
            "user: must hold {question}", "assistant: must hold {answer}", "date: must be a day");
    assertThatThrownBy(() -> PLAIN.bind(with("a\n{% if %}")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "tiny: its chat template cannot be read, line 2: expected a value, found '%}'");
    assertThatThrownBy(() ->
            PLAIN.bind(with("{{ raise_exception('no \u001b[31m system') }}")).prompt(PROBLEM))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "tiny: its chat template cannot be rendered, line 1: the template says: no \\u001b[31m system");
    assertThatThrownBy(
            () -> PLAIN.bind(with("{% for i in range(10**12) %}{% endfor %}")).prompt(PROBLEM))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("loops without end or makes too much text");
  }

  @Test
  void chatsOfOtherModelsAreRenderedAndEncodedAsInTransformers() throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonNode rows = json.readTree(
            SharedData.require("tokenizers/golden_chat.json").toFile())
        .get("rows");
    assertThat(rows).hasSize(24);
    Map<String, PretrainedTokenizer> models = new HashMap<>();
    for (JsonNode row : rows) {
      String name = row.get("tokenizer").asText();
      PretrainedTokenizer model = models.computeIfAbsent(
          name, n -> PretrainedTokenizer.fromFolder(SharedData.require("tokenizers/" + n)));
      check(json, row, model, row.get("add_generation_prompt").asBoolean());
    }
    assertThat(Objects.requireNonNull(models.get("qwen3")).endTokens()).containsExactly(151645);
    assertThat(Objects.requireNonNull(models.get("deepseek_v3")).endTokens()).containsExactly(1);
  }

  @Test
  void chatsOfSmolLm2AreRenderedAndEncodedAsInTransformers() throws Exception {
    ObjectMapper json = new ObjectMapper();
    Path folder = SharedData.require("models/smollm2_135m_instruct");
    PretrainedTokenizer model = PretrainedTokenizer.fromFolder(folder);
    JsonNode rows = json.readTree(folder.resolve("golden.json").toFile()).get("rows");
    assertThat(rows).hasSize(3);
    for (JsonNode row : rows) {
      check(json, row, model, true);
      assertThat(model.decode(json.convertValue(row.get("greedy"), int[].class)))
          .isEqualTo(row.get("greedy_text").asText());
    }
  }

  private static void check(
      ObjectMapper json, JsonNode row, PretrainedTokenizer model, boolean generation) {
    Map<String, Object> variables = new HashMap<>(model.namedTokens());
    variables.put(
        "messages", json.convertValue(row.get("chat"), new TypeReference<List<Object>>() {}));
    variables.put("add_generation_prompt", generation);
    variables.put("tools", null);
    row.path("options")
        .properties()
        .forEach(e -> variables.put(e.getKey(), e.getValue().asBoolean()));
    String rendered = JinjaTemplate.parse(model.chatTemplates().getOrDefault("default", ""))
        .render(variables, f -> "");
    assertThat(rendered).isEqualTo(row.get("rendered").asText());
    assertThat(model.encode(rendered)).isEqualTo(json.convertValue(row.get("ids"), int[].class));
  }
}
