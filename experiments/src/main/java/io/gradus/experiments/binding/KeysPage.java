package io.gradus.experiments.binding;

import io.gradus.experiments.binding.Meaning.KeyFacts;
import io.gradus.experiments.binding.Meaning.NameFacts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes docs/keys.md: every key of every record and component that a recipe can contain. */
public final class KeysPage {
  private KeysPage() {}

  /** Returns the page as Markdown, with a line feed at its end. */
  public static String of(Schema schema, Class<? extends Record> root) {
    StringBuilder page = new StringBuilder("""
        # Keys

        Every key that a recipe can have, with its type and default. A heading is the nearest place of a part:
        `stages.grpo.plan` is the `plan` of a stage of type `grpo`. `gradus explain PATH` prints one part. This page is
        generated from the components: `gradus explain --markdown`.

        ## The recipe

        """);
    table(page, schema.explain(root, "").meanings().get(0));
    Set<List<NameFacts>> listed = new HashSet<>();
    for (Meaning meaning : schema.all(root)) {
      if (!meaning.names().isEmpty() && !listed.add(meaning.names())) {
        continue; // The key's type names the kind, and each kind has its own section.
      }
      page.append("\n## %s\n\n".formatted(meaning.nearest()));
      if (!meaning.about().isEmpty()) {
        page.append(cell(meaning.about())).append(".\n\n");
      }
      table(page, meaning);
    }
    return page.toString();
  }

  private static void table(StringBuilder page, Meaning meaning) {
    if (!meaning.names().isEmpty()) {
      page.append("| type | meaning |\n|---|---|\n");
      meaning
          .names()
          .forEach(
              name -> page.append("| `%s` | %s |\n".formatted(name.name(), cell(name.about()))));
    } else if (meaning.keys().isEmpty()) {
      page.append("It has no keys.\n");
    } else {
      page.append("| key | type | default | meaning |\n|---|---|---|---|\n");
      meaning
          .keys()
          .forEach(key -> page.append("| %s |\n"
              .formatted(String.join(
                  " | ",
                  List.of(
                      "`" + key.name() + "`",
                      cell(key.type()),
                      presence(key),
                      cell(key.about()))))));
    }
  }

  private static String presence(KeyFacts key) {
    return key.defaultText()
        .map(text -> "`" + cell(text) + "`")
        .orElse(key.required() ? "required" : "optional");
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
