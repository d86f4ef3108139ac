package io.gradus.rewards.code.sandbox;

import java.util.List;
import java.util.Map;

/**
 * Result of compiling a Java source.
 *
 * @param classes class files by binary name; empty if the source does not compile
 * @param errors errors that the compiler reports, or empty
 */
public record Compiled(Map<String, byte[]> classes, String errors) {

  public boolean ok() {
    return !classes.isEmpty();
  }

  /** Binary names of the top-level classes, sorted. */
  List<String> topLevel() {
    return classes.keySet().stream()
        .filter(name -> !name.contains("$"))
        .sorted()
        .toList();
  }
}
