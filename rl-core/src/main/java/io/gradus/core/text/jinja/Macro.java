package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.value.Arguments;
import io.gradus.core.text.jinja.value.Attributed;
import io.gradus.core.text.jinja.value.Budget;
import io.gradus.core.text.jinja.value.Callable;
import io.gradus.core.text.jinja.value.Tuple;
import io.gradus.core.text.jinja.value.Undefined;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A macro with the scope of its definition. A call writes its body with the arguments of the call.
 *
 * @param defaults values of parameters that a call leaves out; a parameter without a default is then undefined
 * @param home the scope around the definition
 */
public record Macro(
    String name,
    List<String> parameters,
    Map<String, Expression> defaults,
    Statement body,
    Scope home)
    implements Callable, Attributed {

  @Override
  public Object call(Arguments arguments) {
    Budget budget = arguments.budget();
    budget.enter();
    Scope scope = home.inner();
    List<Object> positional = arguments.positional();
    Map<String, Object> named = new LinkedHashMap<>(arguments.named());
    for (int i = 0; i < parameters.size(); i++) {
      String parameter = parameters.get(i);
      Object given = i < positional.size() ? positional.get(i) : named.remove(parameter);
      if (given == null) {
        given = Optional.ofNullable(defaults.get(parameter))
            .map(e -> e.evaluate(scope))
            .orElseGet(() -> new Undefined("parameter '%s' was not provided".formatted(parameter)));
      }
      scope.set(parameter, given);
    }
    Object caller = named.remove("caller");
    scope.set("caller", caller == null ? new Undefined("No caller defined") : caller);
    int known = Math.min(parameters.size(), positional.size());
    scope.set("varargs", new Tuple(positional.subList(known, positional.size())));
    scope.set("kwargs", new LinkedHashMap<>(named));
    Output out = new Output(budget);
    body.render(scope, out);
    budget.leave();
    return out.text();
  }

  @Override
  public Optional<Object> attribute(String attribute) {
    return attribute.equals("name") ? Optional.of(name) : Optional.empty();
  }

  @Override
  public String toString() {
    return "macro " + name;
  }
}
