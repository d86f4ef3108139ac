package io.gradus.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PretrainedTokenizerTest extends TokenizerContract {
  private static final PretrainedTokenizer TINY = TinyPretrained.tokenizer();
  private static final String JSON = TinyPretrained.vocabulary("gpt-2").tokenizerJson();

  @TempDir
  Path folder;

  @Override
  protected Tokenizer tokenizer() {
    return TINY;
  }

  @Override
  protected List<String> pieces() {
    return List.of(
        "<|im_start|>",
        "<|im_end|>",
        "<think>",
        "<|im_",
        "<thin",
        "hello",
        "hell",
        " the",
        "\n",
        "\n\n",
        " ",
        "  ",
        "é",
        "中",
        "😀",
        "e\u0301",
        "\u0000",
        "\ufffd",
        "x",
        "'s",
        "12");
  }

  @Test
  void specialTokensAreRecognisedWhereTheyAreWrittenOutAndNoneIsAdded() {
    assertThat(TINY.encode("<|im_start|>hello<|im_end|>"))
        .containsExactly(1, TINY.token("hello").orElseThrow(), 2);
    assertThat(TINY.encode("")).isEmpty();
    assertThat(TINY.decode(new int[] {1, 3, 2})).isEqualTo("<|im_start|><think><|im_end|>");
  }

  @Test
  void aCharacterThatStopsHalfWayIsAReplacementCharacter() {
    int[] emoji = TINY.encode("😀");
    assertThat(emoji).hasSize(4);
    assertThat(TINY.decode(new int[] {emoji[0], emoji[1]})).contains("\ufffd");
    assertThat(TINY.decode(new int[] {emoji[3]})).isEqualTo("\ufffd");
    assertThat(TINY.encode("a\ud83d")).isEqualTo(TINY.encode("a\ufffd"));
  }

  @Test
  void theModelsRowsCountAndThoseWithoutATextAreReplacementCharacters() {
    int texts = TINY.textTokens();
    PretrainedTokenizer wide =
        PretrainedTokenizer.fromJson(JSON, TinyPretrained.settings("", texts + 10));
    assertThat(wide.vocabularySize()).isEqualTo(texts + 10);
    assertThat(wide.textTokens()).isEqualTo(texts);
    assertThat(wide.decode(new int[] {texts + 3, 3, texts + 9, texts + 9}))
        .isEqualTo("\ufffd<think>\ufffd\ufffd");
    assertThatThrownBy(() -> wide.decode(new int[] {3, texts + 10}))
        .isInstanceOf(UserError.class)
        .hasMessage("tiny: token %d at position 1 is outside the vocabulary of %d"
            .formatted(texts + 10, texts + 10));
    assertThatThrownBy(
            () -> PretrainedTokenizer.fromJson(JSON, TinyPretrained.settings("", texts - 1)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("embeddings for only %d".formatted(texts - 1));
  }

  @Test
  void theEndTokenThatClosesATurnComesFirst() {
    assertThat(TINY.endTokens()).containsExactly(2, 0);
    assertThat(TINY.endTexts()).containsExactly("<|im_end|>", "<|endoftext|>");
    assertThat(
            PretrainedTokenizer.fromJson(JSON, TinyPretrained.settings("", 0)).endTokens())
        .as("without a chat template: eos_token")
        .containsExactly(0, 2);
    assertThatThrownBy(() -> PretrainedTokenizer.fromJson(
            JSON,
            new TokenizerSettings(
                "m", Map.of(), List.of(), Optional.empty(), Map.of(), OptionalInt.empty())))
        .hasMessageStartingWith("m: no token ends a completion; give eos_token");
    assertThatThrownBy(() -> PretrainedTokenizer.fromJson(
            JSON,
            new TokenizerSettings(
                "m",
                Map.of("eos_token", "</s>"),
                List.of(),
                Optional.empty(),
                Map.of(),
                OptionalInt.empty())))
        .hasMessage("m: eos_token is '</s>', which is not a token of tokenizer.json");
    assertThatThrownBy(() -> PretrainedTokenizer.fromJson(
            JSON,
            new TokenizerSettings(
                "m", Map.of(), List.of(2, 99999), Optional.empty(), Map.of(), OptionalInt.empty())))
        .hasMessageStartingWith("m: eos_token_id 99999 is outside the vocabulary");
  }

  @Test
  void aFolderIsReadWholeAndFilesWinOverTheConfig() throws IOException {
    write("tokenizer.json", JSON);
    write("tokenizer_config.json", """
        {"eos_token": {"content": "<|endoftext|>"}, "bos_token": "<|im_start|>", "pad_token": null, "add_bos_token": true,
         "chat_template": [{"name": "default", "template": "old"}, {"name": "rag", "template": "r"}],
         "added_tokens_decoder": {"268": {"content": "<late>", "special": true}, "3": {"content": "<think>"}}}""");
    write("chat_template.jinja", TinyPretrained.CHAT_TEMPLATE);
    Files.createDirectory(folder.resolve("chat_templates"));
    write("chat_templates/tool_use.jinja", "tools");
    write("generation_config.json", "{\"eos_token_id\": [2, 0]}");
    write("config.json", "{\"vocab_size\": 300, \"eos_token_id\": 7}");
    PretrainedTokenizer read = PretrainedTokenizer.fromFolder(folder);
    assertThat(read.endTokens()).containsExactly(2, 0, 7);
    assertThat(read.vocabularySize()).isEqualTo(300);
    assertThat(read.chatTemplates())
        .containsEntry("default", TinyPretrained.CHAT_TEMPLATE)
        .containsEntry("rag", "r")
        .containsEntry("tool_use", "tools");
    assertThat(read.token("<late>")).hasValue(268);
    assertThat(read.encode("<late>hello")).startsWith(268);
    assertThat(read.namedTokens()).containsOnlyKeys("eos_token", "bos_token");
    assertThat(read.encodeText("hello")).startsWith(1).endsWith(read.encode("hello"));
  }

  @Test
  void theEndTokensOfAllFilesEndACompletion() throws IOException {
    write("tokenizer.json", JSON);
    write("config.json", "{\"eos_token_id\": 2}");
    assertThat(PretrainedTokenizer.fromFolder(folder).endTokens()).containsExactly(2);
    write("special_tokens_map.json", "{\"eos_token\": \"<|endoftext|>\"}");
    assertThat(PretrainedTokenizer.fromFolder(folder).endTokens()).containsExactly(0, 2);
    assertThat(PretrainedTokenizer.fromFolder(folder).encodeText("hello"))
        .isEqualTo(PretrainedTokenizer.fromFolder(folder).encode("hello"));
  }

  @Test
  void theTokenThatTheTemplateEndsATurnWithIsKnownEvenIfItIsNoEndToken() {
    PretrainedTokenizer tokenizer = PretrainedTokenizer.fromJson(
        JSON,
        new TokenizerSettings(
            "m",
            Map.of("eos_token", "<|endoftext|>"),
            List.of(),
            Optional.empty(),
            Map.of("default", TinyPretrained.CHAT_TEMPLATE),
            OptionalInt.empty()));
    assertThat(tokenizer.turnEnd()).hasValue("<|im_end|>");
    assertThat(tokenizer.endTexts()).containsExactly("<|endoftext|>");
  }

  /** Each of these ends the process in the native library, or makes different tokens each time. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "pre_tokenizer; {'type':'Split','pattern':{'Regex':'(a+)+$'},'behavior':'Isolated','invert':false}; pre_tokenizer.pattern: '(a+)+$'",
        "normalizer; {'type':'Sequence','normalizers':[{'type':'Replace','pattern':{'String':''},'content':'x'}]}; normalizer.normalizers[0].pattern: is empty",
        "decoder; {'type':'Strip','content':'a','start':0,'stop':50}; decoder.stop: must be 0",
        "normalizer; {'type':'Prepend','prepend':''}; normalizer.prepend: must not be empty",
        "normalizer; {'type':'Precompiled','precompiled_charsmap':'/////w=='}; normalizer.precompiled_charsmap: is damaged",
        "normalizer; {'type':'Precompiled','precompiled_charsmap':'BAAAAP////9hYmNkAA=='}; normalizer.precompiled_charsmap: is damaged",
        "normalizer; {'type':'Precompiled','precompiled_charsmap':'AAAAAA=='}; normalizer.precompiled_charsmap: is damaged",
        "pre_tokenizer; {'type':'FixedLength','length':0}; pre_tokenizer.length: must be positive",
        "model; {'type':'Unigram','vocab':[['a',-1]],'unk_id':7}; model.unk_id: is outside the vocabulary",
        "model; {'type':'BPE','dropout':0.5,'vocab':{'a':0},'merges':[]}; model.dropout: must be 0"
      })
  void whatTheNativeLibraryFailsAtIsRefusedBeforeItIsCalled(
      String part, String json, String message) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode tree = (ObjectNode) mapper.readTree(JSON);
    tree.set(part, mapper.readTree(json.replace('\'', '"')));
    assertThatThrownBy(() -> PretrainedTokenizer.fromJson(
            tree.toString(), TinyPretrained.settings(TinyPretrained.CHAT_TEMPLATE, 0)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("tokenizer.json: " + message);
  }

  @Test
  void whatIsMissingOrBrokenIsNamed() throws IOException {
    assertThatThrownBy(() -> PretrainedTokenizer.fromFolder(folder.resolve("none")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no such folder");
    assertThatThrownBy(() -> PretrainedTokenizer.fromFolder(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no tokenizer.json; copy the file from the original model");
    write("tokenizer.model", "x");
    assertThatThrownBy(() -> PretrainedTokenizer.fromFolder(folder))
        .hasMessageContaining("convert its tokenizer.model");
    for (String broken : List.of(
        "",
        "{",
        "[]",
        "{}",
        "{\"model\": {\"vocab\": {\"a\": -1}}}",
        "{\"model\": {\"vocab\": {\"a\": 2000000000}}}",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}}}",
        JSON.substring(0, JSON.length() / 2),
        JSON.replace("\"merges\":[[\"h\"", "\"merges\":[[\"nope\""))) {
      write("tokenizer.json", broken);
      assertThatThrownBy(() -> PretrainedTokenizer.fromFolder(folder))
          .as(broken)
          .isInstanceOf(UserError.class)
          .hasMessageContaining(folder.toString());
    }
    write("tokenizer.json", JSON);
    write("generation_config.json", "{\"eos_token_id\": \"x\"}");
    assertThatThrownBy(() -> PretrainedTokenizer.fromFolder(folder))
        .hasMessageContaining("eos_token_id must be a token or a list of tokens, but is \"x\"");
  }

  @Test
  void aGgufVocabularyThatCannotBeRunExactlyIsRefusedByName() {
    assertThatThrownBy(() -> TinyPretrained.vocabulary("tekken"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("tokenizer.ggml.pre is 'tekken'; known are deepseek-r1-qwen");
    assertThatThrownBy(() ->
            new GgufVocabulary("m.gguf", "llama", "default", List.of("a"), List.of(), List.of()))
        .hasMessageStartingWith("m.gguf: tokenizer.ggml.model is 'llama'; only 'gpt2'");
    assertThatThrownBy(() -> new GgufVocabulary(
                "m.gguf", "gpt2", "gpt-2", List.of("a", "a"), List.of(), List.of())
            .tokenizerJson())
        .hasMessageContaining("has 'a' twice");
    assertThatThrownBy(() -> new GgufVocabulary(
                "m.gguf", "gpt2", "gpt-2", List.of("a"), List.of(), List.of("ab"))
            .tokenizerJson())
        .hasMessageContaining("'ab', which is not two tokens");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
