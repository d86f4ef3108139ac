package io.gradus.experiments.binding;

import io.gradus.core.UserError;
import java.util.Comparator;
import java.util.List;

/** One thing wrong with a recipe: where, what, and how to mend it. One line, whatever it quotes. */
public record Fault(Place place, String message) {
  public Fault {
    message = message.replace("\n", "\\n").replaceAll("\\p{Cntrl}|\\R", " ");
  }

  /** Every fault, a line each, in the order of the file. */
  static UserError error(List<Fault> faults) {
    return new UserError(faults.stream()
        .sorted(Comparator.comparing(Fault::place))
        .map(Fault::toString)
        .distinct()
        .toList());
  }

  @Override
  public String toString() {
    return place + ": " + message;
  }
}
