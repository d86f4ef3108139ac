package io.gradus.core.text.jinja.value;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments of a call.
 *
 * @param budget budget of the called function
 */
public record Arguments(List<Object> positional, Map<String, Object> named, Budget budget) {

  /** Assigns the arguments to parameter names, and refuses arguments without a parameter. */
  public Bound as(String function, String... names) {
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
  public record Bound(String function, List<String> names, Arguments arguments) {

    Optional<Object> find(String name) {
      int at = names.indexOf(name);
      if (at < arguments.positional.size()) {
        return Optional.of(arguments.positional.get(at));
      }
      return Optional.ofNullable(arguments.named.get(name));
    }

    /** Returns an argument, which must be given. */
    public Object get(String name) {
      return find(name)
          .orElseThrow(
              () -> new TemplateError("%s needs its argument '%s'".formatted(function, name)));
    }

    /** Returns an argument, or a default. */
    public Object get(String name, Object fallback) {
      return find(name).orElse(fallback);
    }

    /** Returns an argument, which must be a string. */
    public String text(String name) {
      return asText(name, get(name));
    }

    /** Returns a string; empty if the argument is absent or None. */
    public Optional<String> optionalText(String name) {
      return find(name).filter(v -> v != None.NONE).map(v -> asText(name, v));
    }

    /** Returns an argument, which must be an integer or a boolean, or a default. */
    public long integer(String name, long fallback) {
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

    /** Returns whether an argument counts as true, or a default. */
    public boolean flag(String name, boolean fallback) {
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
