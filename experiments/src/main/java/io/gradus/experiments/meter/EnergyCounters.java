package io.gradus.experiments.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Energy counters of Linux's power capping (RAPL): {@code energy_uj} of each processor package and of the memory beside
 * it. They count the whole machine, so energy of other programs is included. Most systems let only root read them.
 */
final class EnergyCounters {
  private static final double MICROJOULES = 1e6;

  private final List<Path> folders;
  private final Map<Path, Long> last = new LinkedHashMap<>();

  /** @param root folder of the power capping: {@code /sys/class/powercap} */
  EnergyCounters(Path root) {
    folders = counters(root);
    folders.forEach(folder -> last.put(folder, number(folder, "energy_uj")));
  }

  /** Readable counters of packages and memory. The counter of a package includes its other parts. */
  private static List<Path> counters(Path root) {
    List<Path> found = new ArrayList<>();
    if (!Files.isDirectory(root)) {
      return found;
    }
    try (Stream<Path> all = Files.list(root)) {
      for (Path folder : all.sorted().toList()) {
        if (String.valueOf(folder.getFileName()).contains("-mmio")) {
          continue; // a second interface to the counters of the same packages
        }
        String name = text(folder.resolve("name"));
        boolean counts = name.startsWith("package") || name.equals("dram");
        if (counts && number(folder, "energy_uj") >= 0) {
          found.add(folder);
        }
      }
    } catch (IOException e) {
      return List.of(); // not readable: no energy is reported
    }
    return found;
  }

  /** Returns the joules since the last call, or since this object was made; empty if the machine reports none. */
  OptionalDouble lap() {
    double joules = 0;
    for (Path folder : folders) {
      long now = number(folder, "energy_uj");
      long before = last.getOrDefault(folder, now);
      if (now < 0) {
        return OptionalDouble.empty();
      }
      // The counter begins again at 0 after its largest value.
      long used =
          now >= before ? now - before : now - before + number(folder, "max_energy_range_uj");
      last.put(folder, now);
      joules += used / MICROJOULES;
    }
    return folders.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(joules);
  }

  /** Number in a file; -1 if it cannot be read. */
  private static long number(Path folder, String file) {
    try {
      return Long.parseLong(text(folder.resolve(file)));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
