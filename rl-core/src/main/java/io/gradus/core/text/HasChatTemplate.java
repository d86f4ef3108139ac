package io.gradus.core.text;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A tokenizer whose files define how a chat is written. */
public interface HasChatTemplate {

  /** Returns the Jinja templates by name; {@code default} is used if no name is given. Empty for a base model. */
  Map<String, String> chatTemplates();

  /** Returns the texts of {@code bos_token}, {@code eos_token} and similar variables of the template. */
  Map<String, String> namedTokens();

  /** Returns the texts of the end tokens; the one that closes a turn comes first. */
  List<String> endTexts();

  /** Returns the texts of all special tokens, which data must not be able to imitate. */
  default Collection<String> specialTexts() {
    return endTexts();
  }

  /** Returns the source, for messages. */
  String source();
}
