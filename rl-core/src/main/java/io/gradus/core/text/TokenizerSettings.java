package io.gradus.core.text;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Settings of a tokenizer in a model's files other than {@code tokenizer.json}.
 *
 * @param source place of the files, for messages
 * @param namedTokens the texts of {@code bos_token}, {@code eos_token}, {@code pad_token} ... by these names
 * @param endTokens further end tokens, from {@code generation_config.json}
 * @param addBos whether plain text begins with {@code bos_token}; empty if {@code tokenizer.json} decides
 * @param chatTemplates Jinja by name; the usual template is named {@code default}
 * @param rows number of tokens with embeddings; empty if unknown
 */
public record TokenizerSettings(
    String source,
    Map<String, String> namedTokens,
    List<Integer> endTokens,
    Optional<Boolean> addBos,
    Map<String, String> chatTemplates,
    OptionalInt rows) {

  /** Makes lists and maps immutable. */
  public TokenizerSettings {
    namedTokens = Map.copyOf(namedTokens);
    endTokens = List.copyOf(endTokens);
    chatTemplates = Map.copyOf(chatTemplates);
  }
}
