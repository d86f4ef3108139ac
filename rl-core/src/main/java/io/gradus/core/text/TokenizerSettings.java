package io.gradus.core.text;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a model's files say of its tokenizer beside {@code tokenizer.json}.
 *
 * @param source where they lie, for messages
 * @param namedTokens the texts of {@code bos_token}, {@code eos_token}, {@code pad_token} ... by these names
 * @param endTokens tokens that end a completion besides {@code eos_token}: those of {@code generation_config.json}
 * @param addBos whether plain text begins with {@code bos_token}; empty where that is left to {@code tokenizer.json}
 * @param chatTemplates Jinja by name; the usual one is named {@code default}
 * @param rows how many tokens the model has embeddings for; empty where that is not known
 */
public record TokenizerSettings(
    String source,
    Map<String, String> namedTokens,
    List<Integer> endTokens,
    Optional<Boolean> addBos,
    Map<String, String> chatTemplates,
    OptionalInt rows) {

  /** Lists and maps cannot be changed. */
  public TokenizerSettings {
    namedTokens = Map.copyOf(namedTokens);
    endTokens = List.copyOf(endTokens);
    chatTemplates = Map.copyOf(chatTemplates);
  }
}
