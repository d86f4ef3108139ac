package io.gradus.experiments.sweep;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gradus.experiments.binding.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The runs of a sweep, before it trains them.
 *
 * @param sweep directory of the sweep
 * @param runs number of runs
 * @param finished number of runs that have ended before
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Plan(String study, String sweep, int runs, int finished, List<Arm> arms) {
  /**
   * An arm.
   *
   * @param set changes of the recipe in this arm only
   * @param finished seeds whose runs have ended
   * @param begun seeds whose runs have begun and not ended
   */
  public record Arm(
      String name,
      Map<String, String> set,
      List<Long> seeds,
      List<Long> finished,
      List<Long> begun) {

    static Arm of(Study.Arm arm, List<PlannedRun> runs) {
      List<PlannedRun> own = runs.stream().filter(run -> run.arm().equals(arm)).toList();
      return new Arm(
          arm.name(),
          settings(arm),
          seeds(own),
          seeds(own.stream().filter(PlannedRun::finished).toList()),
          seeds(own.stream().filter(run -> run.begun() && !run.finished()).toList()));
    }

    private static List<Long> seeds(List<PlannedRun> runs) {
      return runs.stream().map(PlannedRun::seed).toList();
    }

    private String words(int width) {
      String changes = set.entrySet().stream()
          .map(change -> change.getKey() + "=" + change.getValue())
          .collect(Collectors.joining(" "));
      return "  %s  seeds %s%s%s%s"
          .formatted(
              name + " ".repeat(width - name.length()),
              list(seeds),
              finished.isEmpty() ? "" : ", ended: " + list(finished),
              begun.isEmpty() ? "" : ", begun: " + list(begun),
              changes.isEmpty() ? "" : "  " + changes);
    }

    private static String list(List<Long> seeds) {
      return seeds.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
  }

  /** Changes of an arm as text; a list or mapping as in a flow of YAML. */
  static Map<String, String> settings(Study.Arm arm) {
    Map<String, String> settings = new LinkedHashMap<>();
    arm.set().forEach((path, value) -> settings.put(path, flow(value)));
    return settings;
  }

  private static String flow(Node value) {
    if (value instanceof Node.Scalar scalar) {
      return scalar.isNull() ? "null" : scalar.text();
    }
    if (value instanceof Node.Sequence sequence) {
      return sequence.items().stream().map(Plan::flow).collect(Collectors.joining(", ", "[", "]"));
    }
    return ((Node.Mapping) value)
        .entries().entrySet().stream()
            .map(entry -> entry.getKey() + ": " + flow(entry.getValue().value()))
            .collect(Collectors.joining(", ", "{", "}"));
  }

  /** Returns the plan as text for people. */
  @JsonIgnore
  public String words() {
    int width = arms.stream().mapToInt(arm -> arm.name().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    lines.add("%s: %d arms, %d runs, %d of them ended before; directory: %s"
        .formatted(study, arms.size(), runs, finished, sweep));
    arms.forEach(arm -> lines.add(arm.words(width)));
    return String.join("\n", lines);
  }
}
