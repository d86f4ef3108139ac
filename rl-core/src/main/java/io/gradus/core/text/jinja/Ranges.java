package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.value.Arguments;
import io.gradus.core.text.jinja.value.TemplateError;
import java.util.ArrayList;
import java.util.List;

/** {@code range(stop)}, {@code range(start, stop, step)}. */
final class Ranges {
  private Ranges() {}

  static List<Object> range(Arguments arguments) {
    List<Object> given = arguments.positional();
    if (given.isEmpty() || given.size() > 3 || !given.stream().allMatch(v -> v instanceof Long)) {
      throw new TemplateError("range wants one to three integers");
    }
    long from = given.size() > 1 ? (Long) given.get(0) : 0;
    long to = (Long) given.get(given.size() > 1 ? 1 : 0);
    long step = given.size() > 2 ? (Long) given.get(2) : 1;
    if (step == 0) {
      throw new TemplateError("range with a step of zero");
    }
    List<Object> numbers = new ArrayList<>();
    for (long i = from; step > 0 ? i < to : i > to; i = Math.addExact(i, step)) {
      arguments.budget().make(1);
      numbers.add(i);
    }
    return numbers;
  }
}
