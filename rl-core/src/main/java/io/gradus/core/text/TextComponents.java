package io.gradus.core.text;

import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;

/** The tokenizers and templates that a recipe can name. */
public final class TextComponents implements ComponentTable {

  @Override
  public void list(Components components) {
    components
        .add(Tokenizer.class, "characters", CharacterTokenizer.class)
        .add(Template.class, "bare", BareTemplate.class)
        .add(Template.class, "r1", R1Template.class)
        .add(Template.class, "chat", ChatTemplate.class);
  }
}
