package io.gradus.experiments.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/** Checks that this machine has the planned memory. */
final class MemoryCheck implements Check {
  private final LongSupplier total;
  private final LongSupplier available;

  MemoryCheck() {
    this(MemoryCheck::ofMachine, MemoryCheck::left);
  }

  /**
   * @param total memory of the machine or the container in bytes
   * @param available bytes that are free or can be freed; -1 if unknown
   */
  MemoryCheck(LongSupplier total, LongSupplier available) {
    this.total = total;
    this.available = available;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    if (subject.memory().bytes().isEmpty()) {
      return List.of(new Finding(
          Severity.NOTE,
          name(),
          "the memory cannot be planned",
          "policy",
          "Fix the faults of the data, or run 'gradus train RECIPE --dry-run'."));
    }
    long planned = subject.memory().total();
    long all = total.getAsLong();
    long free = available.getAsLong();
    String what = "the plan needs %,d MiB; this machine has %,d MiB%s"
        .formatted(
            planned >> 20, all >> 20, free < 0 ? "" : ", %,d MiB of it free".formatted(free >> 20));
    String remedy =
        "First lower plan.micro-batch-tokens and sampling.rows, which change no result, then "
            + "the model. 'gradus train RECIPE --dry-run' lists the parts.";
    if (planned > all) {
      return List.of(new Finding(Severity.FAULT, name(), what, "policy", remedy));
    }
    if (free >= 0 && planned > free) {
      return List.of(new Finding(
          Severity.WARNING, name(), what, "policy", "End other programs, or: " + remedy));
    }
    return List.of(Finding.ok(name(), "policy", what));
  }

  private static long ofMachine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static long left() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith("MemAvailable:")) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      return -1; // not Linux
    }
    return -1;
  }
}
