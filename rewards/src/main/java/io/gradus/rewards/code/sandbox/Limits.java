package io.gradus.rewards.code.sandbox;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * What one run may use.
 *
 * @param cpuSeconds processor time of all its processes together, s; it may last twice that and 2 s more
 * @param memoryMb memory of all its processes together, MiB
 * @param outputMb standard output and standard error each, MiB; more where the expected output is longer
 * @param processes processes and threads at the same time
 */
public record Limits(
    @Default("10") @About("processor time of one run, s") int cpuSeconds,
    @Default("512") @About("memory of one run, MiB") int memoryMb,
    @Default("4") @About("output of one run, MiB") int outputMb,

    @Default("128") @About("processes and threads of one run")
    int processes) {

  // 10 s: MBPP's slowest solution takes 4.6 s of a slow processor, and must not time out on any.
  public static final Limits DEFAULT = new Limits(10, 512, 4, 128);

  public Limits {
    within("cpu-seconds", cpuSeconds, 1, 600);
    within("memory-mb", memoryMb, 64, 1 << 16);
    within("output-mb", outputMb, 1, 256);
    within("processes", processes, 1, 1024);
  }

  private static void within(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: must be between %d and %d, but is %d".formatted(key, least, most, value));
    }
  }

  /** The time after which a run is ended whatever it does, s. */
  public int wallSeconds() {
    return 2 * cpuSeconds + 2;
  }
}
