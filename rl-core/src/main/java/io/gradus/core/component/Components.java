package io.gradus.core.component;

import io.gradus.core.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * All components, by kind ({@code Reward}, {@code PolicyLoss} ...) and by name in a recipe.
 *
 * <p>A component is a record that implements the interface of its kind. The fields of the record are its
 * hyper-parameters, and the keys of the recipe (in kebab-case). Its compact constructor checks them, and {@link
 * Default} gives the paper's setting.
 */
public final class Components {
  private final Map<Class<?>, Map<String, Class<? extends Record>>> byKind = new LinkedHashMap<>();

  /**
   * Loads the components of every {@link ComponentTable} that {@link ServiceLoader} finds, also in users' jars.
   *
   * @throws UserError that names the table, if it or a listed class cannot be loaded, or if two components have the
   *     same name
   */
  public static Components load() {
    Components components = new Components();
    try {
      for (ComponentTable table : ServiceLoader.load(ComponentTable.class)) {
        components.list(table);
      }
    } catch (ServiceConfigurationError e) {
      String why = e.getCause() == null ? "" : " (" + e.getCause() + ")";
      throw new UserError(
          "%s%s. Fix the line in META-INF/services, or complete the class path"
              .formatted(e.getMessage(), why),
          e);
    } catch (LinkageError e) {
      throw new UserError(
          "%s: a table that META-INF/services names cannot be loaded (%s). Complete the class path, or remove the jar from it"
              .formatted(ComponentTable.class.getName(), e),
          e);
    }
    return components;
  }

  private void list(ComponentTable table) {
    try {
      table.list(this);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "%s: %s. Fix the table, or remove its jar from the class path"
              .formatted(table.getClass().getName(), e.getMessage()),
          e);
    } catch (LinkageError e) {
      throw new UserError(
          "%s: a class that it lists cannot be loaded (%s). Complete the class path, or remove the jar from it"
              .formatted(table.getClass().getName(), e),
          e);
    }
  }

  /**
   * Adds one line of a table.
   *
   * @throws IllegalArgumentException if the name is already used
   */
  public <T, R extends Record> Components add(Class<T> kind, String name, Class<R> component) {
    if (!kind.isAssignableFrom(component)) {
      throw new IllegalArgumentException(
          "%s: %s is not a %s".formatted(name, component.getName(), kind.getSimpleName()));
    }
    Class<?> taken =
        byKind.computeIfAbsent(kind, k -> new LinkedHashMap<>()).putIfAbsent(name, component);
    if (taken != null) {
      throw new IllegalArgumentException(
          "%s: %s and %s both have this name among the components of kind %s"
              .formatted(name, taken.getName(), component.getName(), kind.getSimpleName()));
    }
    return this;
  }

  /** Returns whether recipes choose a component of this kind by {@code type}. */
  public boolean isKind(Class<?> kind) {
    return byKind.containsKey(kind);
  }

  /** Returns the names of a kind, in the order of the tables. */
  public List<String> names(Class<?> kind) {
    return List.copyOf(byKind.getOrDefault(kind, Map.of()).keySet());
  }

  /** Returns the record of a name. */
  public Optional<Class<? extends Record>> find(Class<?> kind, String name) {
    return Optional.ofNullable(byKind.getOrDefault(kind, Map.of()).get(name));
  }

  /** Returns the name of a record within its kind. */
  public Optional<String> nameOf(Class<?> kind, Class<?> component) {
    return byKind.getOrDefault(kind, Map.of()).entrySet().stream()
        .filter(e -> e.getValue() == component)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
