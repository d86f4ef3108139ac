package io.gradus.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key whose value differs between two resolved recipes.
 *
 * @param key path of the key, such as {@code stages[1].plan.steps}
 * @param before value in the run's recipe; {@code nothing} if the key is missing
 * @param now value in the new recipe
 */
record Difference(String key, String before, String now) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String NOTHING = "nothing";
  private static final Pattern STEPS = Pattern.compile("stages\\[(\\d+)]\\.plan\\.steps");

  /** Keys for the length of a run and for what it keeps and measures. They change no step that was already made. */
  private static final Pattern ADJUSTABLE = Pattern.compile("name|memory|activation-checkpointing"
      + "|(checkpoint|evaluation)(\\..*)?"
      + "|stages\\[\\d+]\\.(plan\\.(steps|micro-batch|micro-batch-tokens)|sampling\\.rows)");

  /** Keys of the memory plan; another plan gives other last bits. */
  private static final Pattern FITTED = Pattern.compile("memory|activation-checkpointing");

  /** All differences, in the order of the keys. */
  static List<Difference> between(String before, String now) {
    Map<String, String> old = flat(before);
    Map<String, String> present = flat(now);
    Set<String> keys = new LinkedHashSet<>(old.keySet());
    keys.addAll(present.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String key : keys) {
      if (!Objects.equals(old.get(key), present.get(key))) {
        differences.add(new Difference(
            key, old.getOrDefault(key, NOTHING), present.getOrDefault(key, NOTHING)));
      }
    }
    if (differences.isEmpty() && !before.equals(now)) {
      differences.add(new Difference("recipe", "these keys", "the same keys in another order"));
    }
    return differences;
  }

  /** Returns whether a run may continue with this difference. */
  boolean adjustable() {
    return ADJUSTABLE.matcher(key).matches();
  }

  /** Returns whether the memory must be planned again. */
  boolean asksForAnotherFit() {
    return FITTED.matcher(key).matches();
  }

  /** Stage (1-based) whose number of steps differs; 0 if another key differs. */
  int stageOfSteps() {
    Matcher steps = STEPS.matcher(key);
    return steps.matches() ? 1 + Integer.parseInt(steps.group(1)) : 0;
  }

  /** {@code stages[1].plan.steps: 8 -> 12}. */
  String words() {
    return "%s: %s -> %s".formatted(key, before, now);
  }

  private static Map<String, String> flat(String recipe) {
    Map<String, String> values = new LinkedHashMap<>();
    try {
      flatten("", YAML.readTree(recipe), values);
    } catch (JsonProcessingException e) {
      values.put("recipe", e.getOriginalMessage());
    }
    return values;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> values) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(field -> flatten(
              path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
              field.getValue(),
              values));
    } else if (node.isArray() && !node.isEmpty()) {
      for (int i = 0; i < node.size(); i++) {
        flatten("%s[%d]".formatted(path, i), node.get(i), values);
      }
    } else {
      values.put(path, node.isValueNode() ? node.asText() : node.toString());
    }
  }
}
