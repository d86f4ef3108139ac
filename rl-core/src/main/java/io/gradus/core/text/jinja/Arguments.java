package io.gradus.core.text.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments of a call.
 *
 * @param budget what the called may spend
 */
record Arguments(List<Object> positional, Map<String, Object> named, Budget budget) {

  /** Gives the arguments their names, and refuses what has none. */
  Bound as(String function, String... names) {
    if (positional.size() > names.length) {
      throw new TemplateError("%s takes at most %d arguments, not %d"
          .formatted(function, names.length, positional.size()));
    }
    List<String> known = List.of(names);
    for (String name : named.keySet()) {
      int at = known.indexOf(name);
      if (at < 0) {
        throw new TemplateError("%s has no argument '%s'".formatted(function, name));
      }
      if (at < positional.size()) {
        throw new TemplateError("%s gets its argument '%s' twice".formatted(function, name));
      }
    }
    return new Bound(function, known, this);
  }

  /** Arguments that are known by name. */
  record Bound(String function, List<String> names, Arguments arguments) {

    Optional<Object> find(String name) {
      int at = names.indexOf(name);
      if (at < arguments.positional.size()) {
        return Optional.of(arguments.positional.get(at));
      }
      return Optional.ofNullable(arguments.named.get(name));
    }

    Object get(String name) {
      return find(name)
          .orElseThrow(
              () -> new TemplateError("%s needs its argument '%s'".formatted(function, name)));
    }

    Object get(String name, Object fallback) {
      return find(name).orElse(fallback);
    }

    String text(String name) {
      return asText(name, get(name));
    }

    /** Returns a string, or nothing where it is absent or None. */
    Optional<String> optionalText(String name) {
      return find(name).filter(v -> v != None.NONE).map(v -> asText(name, v));
    }

    long integer(String name, long fallback) {
      Object value = get(name, fallback);
      if (value instanceof Long n) {
        return n;
      }
      if (value instanceof Boolean b) {
        return b ? 1 : 0;
      }
      throw new TemplateError(
          "%s wants an integer as '%s', not %s".formatted(function, name, Python.typeName(value)));
    }

    boolean flag(String name, boolean fallback) {
      return Python.truth(get(name, fallback));
    }

    private String asText(String name, Object value) {
      if (value instanceof String s) {
        return s;
      }
      if (value instanceof Undefined u) {
        throw u.error();
      }
      throw new TemplateError(
          "%s wants a string as '%s', not %s".formatted(function, name, Python.typeName(value)));
    }
  }
}
