package io.gradus.experiments.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keys of resolved recipes, with their paths, such as {@code stages[1].plan.steps}. */
final class RecipeKeys {
  private static final YAMLFactory YAML = new YAMLFactory();

  private RecipeKeys() {}

  /** Values by path, in the order of the recipe. If a part of the text is not YAML, only the keys before that part. */
  static Map<String, String> of(String recipe) {
    Map<String, String> keys = new LinkedHashMap<>();
    try (JsonParser parser = YAML.createParser(recipe)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        value("", parser, keys);
      }
    } catch (IOException e) {
      keys.put("(not YAML from here on)", "");
    }
    return keys;
  }

  private static void value(String path, JsonParser parser, Map<String, String> keys)
      throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        value(path.isEmpty() ? key : path + "." + key, parser, keys);
      }
    } else if (token == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        value("%s[%d]".formatted(path, i), parser, keys);
      }
    } else {
      keys.put(path, token == JsonToken.VALUE_NULL ? "null" : parser.getText());
    }
  }

  /**
   * A key on which recipes disagree.
   *
   * @param path path of the key
   * @param values value in each recipe; {@code absent} where the recipe does not have the key
   */
  record Difference(String path, List<String> values) {}

  /** All keys on which some recipes disagree; names of runs do not count. */
  static List<Difference> differences(List<String> recipes) {
    List<Map<String, String>> all = recipes.stream().map(RecipeKeys::of).toList();
    Set<String> paths = new LinkedHashSet<>();
    all.forEach(keys -> paths.addAll(keys.keySet()));
    List<Difference> differences = new ArrayList<>();
    for (String path : paths) {
      List<String> values =
          all.stream().map(keys -> keys.getOrDefault(path, "absent")).toList();
      if (!path.equals("name") && values.stream().distinct().count() > 1) {
        differences.add(new Difference(path, values));
      }
    }
    return differences;
  }
}
