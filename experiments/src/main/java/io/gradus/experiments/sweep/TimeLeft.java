package io.gradus.experiments.sweep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Estimates the time of the remaining runs. Each is assumed to take the mean time of its arm's runs so far. */
final class TimeLeft {
  private final Map<String, List<Duration>> taken = new LinkedHashMap<>();

  void took(String arm, Duration time) {
    taken.computeIfAbsent(arm, name -> new ArrayList<>()).add(time);
  }

  /** Time of some runs, by the names of their arms; empty before the first run has ended. */
  Optional<Duration> of(List<String> arms) {
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    double all = taken.values().stream()
        .flatMap(List::stream)
        .mapToLong(Duration::toMillis)
        .average()
        .orElseThrow();
    double millis = arms.stream()
        .mapToDouble(arm -> taken.getOrDefault(arm, List.of()).stream()
            .mapToLong(Duration::toMillis)
            .average()
            .orElse(all))
        .sum();
    return Optional.of(Duration.ofMillis((long) millis));
  }

  String words(List<String> arms) {
    return of(arms)
        .map(left -> left.toMinutes() < 1
            ? ", less than a minute left"
            : ", about %d minutes left".formatted(left.plusSeconds(30).toMinutes()))
        .orElse("");
  }
}
