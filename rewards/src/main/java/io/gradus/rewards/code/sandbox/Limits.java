package io.gradus.rewards.code.sandbox;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Limits of one run.
 *
 * @param cpuSeconds processor time of all processes together, s; the wall limit is twice this, plus 2 s
 * @param memoryMb memory of all processes together, MiB
 * @param outputMb limit of standard output and of standard error, MiB; raised if the expected output is longer
 * @param processes processes and threads at the same time
 */
public record Limits(
    @Default("10") @About("processor time of one run, s") int cpuSeconds,
    @Default("512") @About("memory of one run, MiB") int memoryMb,
    @Default("4") @About("output of one run, MiB") int outputMb,

    @Default("128") @About("processes and threads of one run")
    int processes) {

  // The default is 10 s, because MBPP's slowest solution takes 4.6 s on a slow processor and must
  // not time out on any processor.
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

  /** Returns the wall time after which a run is always ended, s. */
  public int wallSeconds() {
    return 2 * cpuSeconds + 2;
  }
}
