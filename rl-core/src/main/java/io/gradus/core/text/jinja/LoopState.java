package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.value.Arguments;
import io.gradus.core.text.jinja.value.Attributed;
import io.gradus.core.text.jinja.value.Callable;
import io.gradus.core.text.jinja.value.Comparisons;
import io.gradus.core.text.jinja.value.None;
import io.gradus.core.text.jinja.value.TemplateError;
import io.gradus.core.text.jinja.value.Tuple;
import io.gradus.core.text.jinja.value.Undefined;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The variable {@code loop}: the position of a loop. In a recursive loop, it can be called to loop over another value.
 */
public final class LoopState implements Callable, Attributed {
  private final List<Object> items;
  private final int depth;
  private final Function<Object, String> recursion;
  private Object lastChanged = new Undefined("nothing yet");
  int index;

  LoopState(List<Object> items, int depth, Function<Object, String> recursion) {
    this.items = items;
    this.depth = depth;
    this.recursion = recursion;
  }

  @Override
  public Optional<Object> attribute(String name) {
    Object found = switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "revindex" -> (long) items.size() - index;
      case "revindex0" -> items.size() - index - 1L;
      case "first" -> index == 0;
      case "last" -> index == items.size() - 1;
      case "length" -> (long) items.size();
      case "depth" -> depth + 1L;
      case "depth0" -> (long) depth;
      case "previtem" ->
        index > 0 ? items.get(index - 1) : new Undefined("there is no previous item");
      case "nextitem" ->
        index + 1 < items.size() ? items.get(index + 1) : new Undefined("there is no next item");
      case "cycle" -> (Callable) this::cycle;
      case "changed" -> (Callable) this::changed;
      default -> None.NONE;
    };
    return found == None.NONE && !name.endsWith("item") ? Optional.empty() : Optional.of(found);
  }

  private Object cycle(Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw new TemplateError("no items for cycling given");
    }
    return arguments.positional().get(index % arguments.positional().size());
  }

  private Object changed(Arguments arguments) {
    Object now = new Tuple(List.copyOf(arguments.positional()));
    boolean changed = !Comparisons.equal(now, lastChanged, arguments.budget());
    lastChanged = now;
    return changed;
  }

  @Override
  public Object call(Arguments arguments) {
    return recursion.apply(arguments.as("loop", "iterable").get("iterable"));
  }
}
