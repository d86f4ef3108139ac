package io.gradus.experiments.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A method of a paper: a choice of parts.
 *
 * @param names accepted names, in lower case with {@code -}
 * @param about one line with the paper
 * @param page page of the documentation
 * @param recipes shipped recipes that train with it
 * @param keys parts and keys that make it
 * @param recipe its part of a stage of type {@code grpo}, or its {@code stages}, as YAML
 */
public record Method(
    List<String> names,
    String about,
    String page,
    List<String> recipes,
    List<String> keys,
    String recipe) {
  public Method {
    names = List.copyOf(names);
    recipes = List.copyOf(recipes);
    keys = List.copyOf(keys);
  }

  /** Lines for a terminal. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(about);
    lines.add("");
    recipe.lines().map(line -> ("  " + line).stripTrailing()).forEach(lines::add);
    lines.add("");
    lines.add("page:    " + page);
    if (!recipes.isEmpty()) {
      lines.add("recipes: " + String.join(", ", recipes));
    }
    lines.add("keys:    gradus explain " + String.join(" | ", keys));
    return lines;
  }

  /** Fields of a JSON object. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("names", names);
    fields.put("about", about);
    fields.put("page", page);
    fields.put("recipes", recipes);
    fields.put("keys", keys);
    fields.put("recipe", recipe);
    return fields;
  }
}
