package io.gradus.experiments.binding;

import io.gradus.core.UserError;
import java.util.Comparator;
import java.util.List;

/**
 * One fault of a recipe: where it is, what is wrong, and how to fix it. The text is always one line, even if it quotes
 * several lines.
 */
public record Fault(Place place, String message) {
  public Fault {
    message = message.replace("\n", "\\n").replaceAll("\\p{Cntrl}|\\R", " ");
  }

  /** Makes an error with every fault, one line each, in the order of the file. */
  public static UserError error(List<Fault> faults) {
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
