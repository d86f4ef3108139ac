package io.gradus.experiments.meter;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Measures what this process used between two laps. */
public final class Meter {
  /** Processor seconds of all threads of the process. */
  public static final String PROCESSOR = "time/processor";
  /** Joules of the machine. */
  public static final String ENERGY = "energy/joules";

  private static final double NANOSECONDS = 1e9;

  /**
   * What was used between two laps.
   *
   * @param processor processor seconds of all threads of this process; 0 if the system does not report them
   * @param joules energy of the whole machine; empty if the machine does not report it
   */
  public record Lap(double seconds, double processor, OptionalDouble joules) {
    /** Returns the numbers by metric, without the seconds. */
    public Map<String, Double> metrics() {
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put(PROCESSOR, processor);
      joules.ifPresent(energy -> metrics.put(ENERGY, energy));
      return metrics;
    }
  }

  private final EnergyCounters energy;
  private long begin = System.nanoTime();
  private double processor = processorSeconds();

  /** Creates a meter whose first lap begins now. */
  public Meter() {
    this(Path.of("/sys/class/powercap"));
  }

  Meter(Path powercap) {
    energy = new EnergyCounters(powercap);
  }

  /** Ends a lap, and begins the next. */
  public Lap lap() {
    long now = System.nanoTime();
    double used = processorSeconds();
    Lap lap = new Lap((now - begin) / NANOSECONDS, used - processor, energy.lap());
    begin = now;
    processor = used;
    return lap;
  }

  private static double processorSeconds() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean known
        ? Math.max(0, known.getProcessCpuTime()) / NANOSECONDS
        : 0;
  }
}
