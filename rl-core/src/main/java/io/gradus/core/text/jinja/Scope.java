package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.value.Budget;
import io.gradus.core.text.jinja.value.Undefined;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that are defined at a place of a template: first those of the innermost block, then those of the blocks
 * around it.
 */
final class Scope {
  private final @Nullable Scope around;
  private final Map<String, Object> names = new HashMap<>();
  final Budget budget;

  Scope(Budget budget) {
    this.around = null;
    this.budget = budget;
  }

  private Scope(Scope around) {
    this.around = around;
    this.budget = around.budget;
  }

  Scope inner() {
    return new Scope(this);
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.around) {
      Object value = scope.names.get(name);
      if (value != null) {
        return value;
      }
    }
    return new Undefined(() -> "'%s' is undefined".formatted(name));
  }

  void set(String name, Object value) {
    names.put(name, value);
  }
}
