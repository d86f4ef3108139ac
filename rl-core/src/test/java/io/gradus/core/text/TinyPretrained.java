package io.gradus.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A byte-level BPE with 256 bytes, a few merges and some special tokens: the smallest model's files. */
public final class TinyPretrained {
  static final String IM_END = "<|im_end|>";
  static final List<String> SPECIAL =
      List.of("<|endoftext|>", "<|im_start|>", IM_END, "<think>", "</think>");
  static final List<String> MERGES = List.of("h e", "l l", "he ll", "hell o", "Ġ t", "Ġt h", "Ċ Ċ");

  /** In the manner of Qwen: an open think block where thinking is switched off. */
  public static final String CHAT_TEMPLATE = """
      {%- for message in messages %}
      {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
      {%- endfor %}
      {%- if add_generation_prompt %}
      {{- '<|im_start|>assistant\\n' }}
      {%- if enable_thinking is defined and enable_thinking is false %}
      {{- '<think>\\n\\n</think>\\n\\n' }}
      {%- endif %}
      {%- endif %}
      """;

  private TinyPretrained() {}

  /** The alphabet that byte-level BPE writes bytes in (GPT-2's {@code bytes_to_unicode}). */
  private static List<String> alphabet() {
    List<String> alphabet = new ArrayList<>();
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean itself = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
      alphabet.add(Character.toString(itself ? b : next++));
    }
    return alphabet;
  }

  /** Its vocabulary, as a GGUF has it. */
  public static GgufVocabulary vocabulary(String pre) {
    List<String> tokens = new ArrayList<>(SPECIAL);
    tokens.addAll(alphabet());
    MERGES.forEach(merge -> tokens.add(merge.replace(" ", "")));
    List<Long> types = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      types.add(id < 3 ? 3L : id < SPECIAL.size() ? 4L : 1L);
    }
    return new GgufVocabulary("tiny", "gpt2", pre, tokens, types, MERGES);
  }

  static TokenizerSettings settings(String chatTemplate, int rows) {
    return new TokenizerSettings(
        "tiny",
        Map.of("eos_token", "<|endoftext|>", "bos_token", "<|im_start|>"),
        List.of(0, 2),
        Optional.empty(),
        chatTemplate.isEmpty() ? Map.of() : Map.of("default", chatTemplate),
        rows == 0 ? OptionalInt.empty() : OptionalInt.of(rows));
  }

  static PretrainedTokenizer tokenizer() {
    return PretrainedTokenizer.fromJson(
        vocabulary("gpt-2").tokenizerJson(), settings(CHAT_TEMPLATE, 0));
  }
}
