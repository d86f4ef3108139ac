package io.gradus.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.core.component.KebabCase;
import io.gradus.core.component.Labelled;
import io.gradus.experiments.recipe.Recipe;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes each key of each component alone, and checks that something observable changes. {@code dead-options.txt}
 * gives the recipe and the value of each trial. For a key that is not in this table, the test fails with the line to
 * add.
 */
class NoDeadOptionTest {
  private static final int MOST_EXEMPTED = 5;
  private static final Components COMPONENTS = Components.load();

  @TempDir
  private Path folder;

  @Test
  void everyKeyChangesASampleAStepAPlanOrAnOutput() throws IOException {
    OptionTrials trials = OptionTrials.read(folder, COMPONENTS);
    Map<String, Class<?>> keys = keys();
    TreeSet<String> untried = new TreeSet<>(keys.keySet());
    untried.removeAll(trials.keys());
    assertThat(untried)
        .as("keys without a trial: add a line to dead-options.txt for each")
        .isEmpty();
    TreeSet<String> gone = new TreeSet<>(trials.keys());
    gone.removeAll(keys.keySet());
    assertThat(gone).as("trials of keys that no longer exist").isEmpty();
    assertThat(trials.exempted()).hasSizeLessThanOrEqualTo(MOST_EXEMPTED);

    List<String> dead = new ArrayList<>();
    for (String key : keys.keySet()) {
      if (!trials.exempted().contains(key)) {
        try {
          if (!trials.changes(key)) {
            dead.add(key + ": changes nothing that is observed");
          }
        } catch (UserError | IllegalStateException e) {
          dead.add(key + ": cannot be tried: " + e.getMessage());
        }
      }
    }
    assertThat(dead).as("dead options").isEmpty();
  }

  /** Keys such as {@code Plan.group-size} of every record in a recipe, except components of tests. */
  private static Map<String, Class<?>> keys() {
    Map<String, Class<?>> keys = new LinkedHashMap<>();
    List<Class<?>> open = new ArrayList<>(List.of(Recipe.class));
    List<Class<?>> seen = new ArrayList<>(open);
    while (!open.isEmpty()) {
      Class<?> record = open.remove(0);
      for (RecordComponent component : record.getRecordComponents()) {
        keys.put(record.getSimpleName() + "." + KebabCase.of(component.getName()), record);
        for (Class<?> inner : reached(component.getGenericType())) {
          if (!seen.contains(inner) && inner.getName().startsWith("io.gradus.")) {
            seen.add(inner);
            open.add(inner);
          }
        }
      }
    }
    return keys;
  }

  private static List<Class<?>> reached(Type type) {
    Type inner = type;
    while (inner instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      inner = arguments[arguments.length - 1];
    }
    Class<?> plain = (Class<?>) inner;
    if (COMPONENTS.isKind(plain)) {
      return COMPONENTS.names(plain).stream()
          .map(name -> COMPONENTS.find(plain, name))
          .flatMap(Optional::stream)
          .<Class<?>>map(found -> found)
          .toList();
    }
    boolean keyed = plain.isRecord() && !Labelled.class.isAssignableFrom(plain);
    return keyed ? List.of(plain) : List.of();
  }
}
