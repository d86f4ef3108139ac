package io.gradus.core.trainer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Seconds that a step spent on each activity. */
final class Stopwatch {
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  <T> T time(String what, Supplier<T> work) {
    long begin = System.nanoTime();
    T result = work.get();
    seconds.merge("time/" + what, (System.nanoTime() - begin) / 1e9, Double::sum);
    return result;
  }

  Map<String, Double> seconds() {
    return seconds;
  }
}
