package io.gradus.core.engine;

import io.gradus.core.component.Labelled;
import io.gradus.core.component.Suggestion;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Device of a run, as a recipe names it.
 *
 * @param label {@code auto}, {@code cpu}, or {@code gpu0}, {@code gpu1} ...
 */
public record DeviceChoice(String label) implements Labelled {
  private static final Pattern GPU = Pattern.compile("gpu(\\d{1,4})");

  public DeviceChoice {
    if (!label.equals("auto") && !label.equals("cpu") && !GPU.matcher(label).matches()) {
      throw new IllegalArgumentException("must be auto, cpu, gpu0, gpu1 ..., but is '%s'.%s"
          .formatted(label, Suggestion.didYouMean(label, List.of("auto", "cpu", "gpu0"))));
    }
  }

  /** Returns the first GPU of a machine that has one, else the CPU. */
  public static DeviceChoice auto() {
    return new DeviceChoice("auto");
  }

  public static DeviceChoice cpu() {
    return new DeviceChoice("cpu");
  }

  boolean isAuto() {
    return label.equals("auto");
  }

  /** Returns the index of the GPU; empty for the CPU and for {@code auto}. */
  OptionalInt gpu() {
    return label.startsWith("gpu")
        ? OptionalInt.of(Integer.parseInt(label.substring(3)))
        : OptionalInt.empty();
  }
}
