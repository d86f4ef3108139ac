package io.gradus.experiments.cost;

import io.gradus.core.component.About;
import io.gradus.core.component.Components;
import io.gradus.core.component.Default;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A table of prices. A file has at least one of {@code machine-hour} and {@code kilowatt-hour}.
 *
 * @param machineHour price of one hour of the whole machine
 * @param kilowattHour price of 3.6 million joules
 * @param watts used only where the machine reports no energy
 */
public record Prices(
    @Default("USD") @About("currency of all prices, as printed")
    String currency,

    @About("price of one hour of the machine; absent: the machine is not charged")
    Optional<Double> machineHour,

    @About("price of one kilowatt-hour; absent: energy is not charged")
    Optional<Double> kilowattHour,

    @About(
        "mean power in watts, if the machine reports no energy; absent: energy is then not charged")
    Optional<Double> watts) {
  private static final double SECONDS = 3600;
  private static final double JOULES = 3.6e6;

  public Prices {
    List<String> faults = new ArrayList<>();
    if (currency.isBlank()) {
      faults.add("currency: must not be empty. Write one such as USD");
    }
    positive(faults, "machine-hour", machineHour);
    positive(faults, "kilowatt-hour", kilowattHour);
    positive(faults, "watts", watts);
    if (machineHour.isEmpty() && kilowattHour.isEmpty()) {
      faults.add("give machine-hour (price of an hour of the machine), kilowatt-hour, or both");
    }
    if (watts.isPresent() && kilowattHour.isEmpty()) {
      faults.add("watts: has no effect without kilowatt-hour. Add it, or remove watts");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
  }

  private static void positive(List<String> faults, String key, Optional<Double> value) {
    if (value.isPresent() && !(value.get() >= 0 && value.get() <= 1e12)) {
      faults.add("%s: must be 0 or more, but is %s".formatted(key, value.get()));
    }
  }

  /**
   * Reads a table.
   *
   * @throws io.gradus.core.UserError with all faults of the file
   */
  public static Prices read(Path file, Components components) {
    return new RecordBinder(components).bind(Prices.class, YamlTree.read(file));
  }

  /**
   * Returns the price by item: {@code machine} and {@code energy}.
   *
   * @param joules measured energy; empty if the machine reports none
   */
  Map<String, Double> of(double seconds, OptionalDouble joules) {
    Map<String, Double> money = new LinkedHashMap<>();
    machineHour.ifPresent(price -> money.put("machine", price * seconds / SECONDS));
    if (kilowattHour.isPresent()) {
      double used = joules.orElse(watts.orElse(Double.NaN) * seconds);
      if (!Double.isNaN(used)) {
        money.put("energy", kilowattHour.get() * used / JOULES);
      }
    }
    return money;
  }
}
