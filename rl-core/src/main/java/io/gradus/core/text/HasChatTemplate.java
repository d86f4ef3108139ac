package io.gradus.core.text;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A tokenizer whose files define how a chat is written. */
public interface HasChatTemplate {

  /** Jinja by name; the one named {@code default} is meant where no name is given. Empty for a base model. */
  Map<String, String> chatTemplates();

  /** The texts of {@code bos_token}, {@code eos_token} and their like: variables of the template. */
  Map<String, String> namedTokens();

  /** The texts of the tokens that end a completion, the one that closes a turn first. */
  List<String> endTexts();

  /** The texts of all special tokens, which data must not be able to spell out. */
  default Collection<String> specialTexts() {
    return endTexts();
  }

  /** Where this was read from, for messages. */
  String source();
}
