package io.gradus.experiments.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Excerpt;
import io.gradus.core.UserError;
import io.gradus.core.component.Suggestion;
import io.gradus.core.text.jinja.JinjaTemplate;
import io.gradus.core.text.jinja.value.TemplateError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Jinja text over the fields of a row, as in the task files of lm-evaluation-harness: {@code Question:
 * {{question}}\nAnswer:}.
 */
final class Words {
  private static final ObjectMapper JSON = new ObjectMapper();
  /** Matches the field that an expression begins with, except in a test whether the field exists. */
  private static final Pattern FIELD =
      Pattern.compile("\\{\\{-?\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*(?:[|.\\[(]|-?\\}\\})");

  private static final Pattern SET =
      Pattern.compile("\\{%-?\\s*(?:set|for)\\s+([A-Za-z_][A-Za-z0-9_]*)");

  private final String key;
  private final String source;
  private final JinjaTemplate template;

  /**
   * Reads a text.
   *
   * @param key key of the benchmark that holds the text, for messages
   */
  Words(String key, String source) {
    this.key = key;
    this.source = source;
    try {
      // Jinja drops a newline at the end of a text, but a prompt may need it.
      template = JinjaTemplate.parse(source + "{{ '' }}");
    } catch (TemplateError e) {
      throw new IllegalArgumentException(
          "%s: is not a Jinja template: %s".formatted(key, e.getMessage()), e);
    }
  }

  /**
   * Renders the text for a row.
   *
   * @throws UserError if the row lacks a field
   */
  String of(Row row) {
    for (Matcher field = FIELD.matcher(source); field.find(); ) {
      String name = field.group(1);
      if (!row.fields().containsKey(name) && !sets(name)) {
        throw new UserError("%s: %s has no field '%s'.%s It has: %s"
            .formatted(
                key,
                row.place(),
                name,
                Suggestion.didYouMean(name, List.copyOf(row.fields().keySet())),
                String.join(", ", row.fields().keySet())));
      }
    }
    try {
      return template.render(row.fields(), format -> "");
    } catch (TemplateError e) {
      throw new UserError("%s: %s: %s".formatted(key, row.place(), e.getMessage()), e);
    }
  }

  private boolean sets(String name) {
    return name.equals("range")
        || name.equals("raise_exception")
        || SET.matcher(source).results().anyMatch(set -> set.group(1).equals(name));
  }

  /**
   * Renders a text that is a JSON array, such as {@code {{ choices.text | tojson }}}.
   *
   * @throws UserError if it is not one
   */
  List<String> listOf(Row row) {
    String text = of(row);
    try {
      JsonNode array = JSON.readTree(text);
      if (array != null && array.isArray()) {
        List<String> items = new ArrayList<>();
        array.forEach(item -> items.add(item.asText()));
        return items;
      }
    } catch (JsonProcessingException e) {
      throw new UserError(notList(row, text), e);
    }
    throw new UserError(notList(row, text));
  }

  private String notList(Row row, String text) {
    return "%s: %s: expected a JSON array, but is \"%s\". End the expression with '| tojson'"
        .formatted(key, row.place(), Excerpt.printable(text, 80));
  }

  /** A value of a JSON file as a template sees it. */
  static Map<String, Object> fields(JsonNode row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    row.properties().forEach(field -> fields.put(field.getKey(), value(field.getValue())));
    return fields;
  }

  private static @Nullable Object value(JsonNode node) {
    if (node.isObject()) {
      return fields(node);
    }
    if (node.isArray()) {
      List<Object> items = new ArrayList<>();
      node.forEach(item -> items.add(value(item)));
      return items;
    }
    if (node.isNull()) {
      return null;
    }
    return node.isBoolean()
        ? node.booleanValue()
        : node.canConvertToLong() && node.isIntegralNumber()
            ? (Object) node.longValue()
            : node.isNumber() ? (Object) node.doubleValue() : node.asText();
  }
}
