package io.gradus.rewards.code.sandbox;

import java.util.List;
import java.util.Map;

/**
 * What the Java compiler made of a source.
 *
 * @param classes class files by binary name; empty if it does not compile
 * @param errors what the compiler says, or empty
 */
public record Compiled(Map<String, byte[]> classes, String errors) {

  public boolean ok() {
    return !classes.isEmpty();
  }

  /** The binary names of classes that are in no other, sorted. */
  List<String> topLevel() {
    return classes.keySet().stream()
        .filter(name -> !name.contains("$"))
        .sorted()
        .toList();
  }
}
