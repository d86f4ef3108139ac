package io.gradus.experiments.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Cost of a recipe or of a run, by stage.
 *
 * @param kind {@code predicted} or {@code used}
 * @param name the recipe's file or the run directory
 * @param peakMemory bytes: planned, or measured
 * @param notes assumptions and gaps, a sentence or two each
 */
public record CostReport(
    String kind,
    String name,
    List<Spent> stages,
    Optional<Long> peakMemory,
    Optional<Prices> prices,
    List<String> notes) {
  private static final String TOTAL = "total";

  public CostReport {
    stages = List.copyOf(stages);
    notes = List.copyOf(notes);
  }

  /** Returns the sum of all stages. */
  public Spent total() {
    Spent total = stages.get(0).plus(nothing(), TOTAL);
    for (Spent stage : stages.subList(1, stages.size())) {
      total = total.plus(stage, TOTAL);
    }
    // Energy between steps is not measured, so the sum of the steps counts.
    double joules =
        stages.stream().mapToDouble(stage -> stage.joules().orElse(0)).sum();
    return joules > 0
        ? new Spent(
            TOTAL,
            total.steps(),
            total.seconds(),
            total.processor(),
            OptionalDouble.of(joules),
            total.tokens(),
            total.flops(),
            total.solved())
        : total;
  }

  private static Spent nothing() {
    return new Spent(
        "", 0, Map.of(), 0, OptionalDouble.empty(), Map.of(), Map.of(), Spent.Solved.UNKNOWN);
  }

  /** Returns the numbers for a JSON object. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", kind);
    fields.put("name", name);
    fields.put("stages", stages.stream().map(stage -> stage.fields(prices)).toList());
    fields.put(TOTAL, total().fields(prices));
    peakMemory.ifPresent(bytes -> fields.put("peak_memory_bytes", bytes));
    prices.ifPresent(p -> fields.put("currency", p.currency()));
    fields.put("notes", allNotes());
    return fields;
  }

  private List<String> allNotes() {
    List<String> all = new ArrayList<>(notes);
    if (total().joules().isEmpty()) {
      all.add(
          prices.flatMap(Prices::watts).isPresent()
                  && prices.flatMap(Prices::kilowattHour).isPresent()
              ? "this machine reports no energy, so its price uses %s watts"
                  .formatted(prices.orElseThrow().watts().orElseThrow())
              : "this machine reports no energy, so energy is missing");
    }
    return all;
  }

  /** Returns a table and the notes. */
  public String words() {
    List<Spent> rows = new ArrayList<>(stages);
    Spent total = total();
    rows.add(total);
    TreeSet<String> parts = new TreeSet<>();
    rows.forEach(row -> parts.addAll(row.parts()));
    List<List<String>> table = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("stage", "steps", "seconds"));
    head.addAll(parts);
    head.addAll(List.of("processor s", "sampled", "trained", "GFLOP"));
    prices.ifPresent(p -> head.add(p.currency()));
    table.add(head);
    for (Spent row : rows) {
      List<String> cells = new ArrayList<>(
          List.of(row.stage(), row.steps() == 0 ? "" : "" + row.steps(), number(row.allSeconds())));
      parts.forEach(part -> cells.add(number(row.seconds().getOrDefault(part, 0.0))));
      cells.add(Double.isNaN(row.processor()) ? "?" : number(row.processor()));
      cells.add(number(row.tokens().getOrDefault("sampled", 0.0)));
      cells.add(number(row.tokens().getOrDefault("trained", 0.0)));
      cells.add(number(row.allFlops() / 1e9));
      prices.ifPresent(p -> cells.add(
          String.format(Locale.ROOT, "%.4g", Spent.sum(p.of(row.allSeconds(), row.joules())))));
      table.add(cells);
    }
    StringBuilder words = new StringBuilder("%s: %s%n%s".formatted(kind, name, layout(table)));
    peakMemory.ifPresent(bytes -> words.append(
        "%n%s memory: %d MiB".formatted(kind.equals("used") ? "peak" : "planned", bytes >> 20)));
    total.joules().ifPresent(joules -> words.append("%nenergy: %s J".formatted(number(joules))));
    solved(total).forEach(line -> words.append("%n%s".formatted(line)));
    allNotes().forEach(note -> words.append("%nnote: %s".formatted(note)));
    return words.toString();
  }

  /** Cost of one solved problem, where any was. */
  private List<String> solved(Spent total) {
    List<String> lines = new ArrayList<>();
    if (total.solved().correct() > 0) {
      lines.add(
          each("correct completion in training", total, (double) total.solved().correct()));
    }
    total.solved().gained().ifPresent(gained -> {
      if (gained > 0) {
        lines.add(each("held-out problem gained", total, gained));
      } else {
        lines.add("held-out problems gained: %s".formatted(number(gained)));
      }
    });
    return lines;
  }

  private String each(String what, Spent total, double problems) {
    String money = prices
        .map(p -> String.format(
            Locale.ROOT,
            ", %.3g %s",
            Spent.sum(p.of(total.allSeconds(), total.joules())) / problems,
            p.currency()))
        .orElse("");
    return String.format(
        Locale.ROOT,
        "each %s (%.0f): %.3g s, %.3g GFLOP%s",
        what,
        problems,
        total.allSeconds() / problems,
        total.allFlops() / 1e9 / problems,
        money);
  }

  static String layout(List<List<String>> table) {
    int columns = table.get(0).size();
    int[] widths = new int[columns];
    table.forEach(row -> {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    });
    return table.stream()
        .map(row -> {
          StringBuilder line = new StringBuilder(("%-" + widths[0] + "s").formatted(row.get(0)));
          for (int c = 1; c < columns; c++) {
            line.append(("  %" + widths[c] + "s").formatted(row.get(c)));
          }
          return line.toString();
        })
        .collect(Collectors.joining(System.lineSeparator()));
  }

  static String number(double value) {
    return value == 0
        ? "0"
        : String.format(
            Locale.ROOT,
            Math.abs(value) < 1 ? "%.2g" : Math.abs(value) < 100 ? "%.1f" : "%,.0f",
            value);
  }
}
