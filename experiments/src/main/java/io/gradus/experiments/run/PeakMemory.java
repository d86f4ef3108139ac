package io.gradus.experiments.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the largest resident size of this process so far. */
public final class PeakMemory {
  private PeakMemory() {}

  /** Returns the size in bytes; -1 if the system does not report it. */
  public static long bytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      return -1; // not Linux
    }
    return -1;
  }
}
