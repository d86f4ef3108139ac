package io.gradus.rewards.code;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.gradus.rewards.code.sandbox.BoxMemory;
import io.gradus.rewards.code.sandbox.Limits;
import io.gradus.rewards.code.sandbox.Tier;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What hostile programs cost the host: the processor time of the trainer's own process, the peak memory of a box, and
 * how long a run outlasts its limit. Rows run one at a time.
 */
final class HostFigures {
  private static final double MIB = 1 << 20;

  private HostFigures() {}

  /**
   * One row.
   *
   * @param ownSeconds processor time of this process, without its boxes, s
   * @param memory peak of the row's boxes over the memory limit of the row; without the compiler's box
   * @param late time beyond the limits of all its runs together, s; negative if it ended before
   * @param fault as {@link HostilePrograms.Outcome#fault}
   */
  record Row(String id, double ownSeconds, double memory, double late, String fault) {}

  static List<Row> measure(List<JsonNode> rows, Tier tier) throws IOException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    List<Row> measured = new ArrayList<>();
    try (BoxMemory memory = BoxMemory.watching()) {
      for (JsonNode row : rows) {
        JsonNode options = row.path("options");
        Limits limits = new Limits(
            options.path("cpu-seconds").asInt(Limits.DEFAULT.cpuSeconds()),
            options.path("memory-mb").asInt(Limits.DEFAULT.memoryMb()),
            4,
            128);
        memory.reset();
        double before = system.getProcessCpuTime() / 1e9 - memory.ownSeconds();
        HostilePrograms.Outcome outcome = HostilePrograms.run(row, tier);
        double own = system.getProcessCpuTime() / 1e9 - memory.ownSeconds() - before;
        int runs = row.path("kind").asText().equals("stdio") ? row.path("tests").size() : 1;
        // The compiler's box has a limit of its own, which is higher than any of these rows'.
        double requested = limits.memoryMb() * MIB;
        double peak = memory.peak((long) requested, (long) (1.4 * requested)) / requested;
        measured.add(new Row(
            outcome.id(),
            own,
            peak,
            outcome.seconds() - runs * limits.wallSeconds(),
            outcome.fault()));
      }
    }
    return measured;
  }

  static void print(ObjectNode figures, List<Row> rows) {
    figures.put("rows", rows.size());
    figures.put(
        "as_expected", rows.stream().filter(row -> row.fault().isEmpty()).count());
    put(figures, rows, "own_cpu_seconds", Row::ownSeconds);
    put(figures, rows, "memory_over_limit", Row::memory);
    put(figures, rows, "seconds_over_wall_limit", Row::late);
    for (Row row : rows) {
      if (!row.fault().isEmpty()) {
        figures.withArray("disagreements").add(row.toString());
      }
    }
  }

  private static void put(
      ObjectNode figures, List<Row> rows, String name, ToDoubleFunction<Row> of) {
    List<Row> sorted = rows.stream().sorted(Comparator.comparingDouble(of)).toList();
    Row most = sorted.get(sorted.size() - 1);
    figures
        .putObject(name)
        .put("median", round(of.applyAsDouble(sorted.get(sorted.size() / 2))))
        .put("most", round(of.applyAsDouble(most)))
        .put("most_at", most.id());
  }

  private static double round(double value) {
    return Math.round(1000 * value) / 1000.0;
  }
}
