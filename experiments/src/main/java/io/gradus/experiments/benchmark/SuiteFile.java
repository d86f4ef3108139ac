package io.gradus.experiments.benchmark;

import com.google.common.io.Resources;
import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.core.component.Suggestion;
import io.gradus.experiments.binding.Fragments;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a suite from a file. Its entries may build on shipped benchmarks, or on files of the user. */
public final class SuiteFile {
  /** Names of the shipped benchmarks. */
  public static final List<String> SHIPPED = List.of(
      "arc",
      "bbh",
      "bbh-cot",
      "gsm8k",
      "hellaswag",
      "humaneval",
      "math500",
      "mbpp",
      "mmlu",
      "svamp",
      "truthfulqa-mc1",
      "truthfulqa-mc2");

  private SuiteFile() {}

  /**
   * Reads a suite.
   *
   * @throws UserError with all faults of the file
   */
  public static Suite read(Path file, Components components) {
    return bind(YamlTree.read(file), components);
  }

  static Suite bind(YamlTree tree, Components components) {
    return new RecordBinder(components)
        .bind(Suite.class, Fragments.expand(tree, "benchmarks", SuiteFile::fragment));
  }

  /** A shipped benchmark, or a file. */
  private static YamlTree fragment(String name) {
    if (SHIPPED.contains(name)) {
      return YamlTree.parse("use: " + name, shipped(name));
    }
    if (Files.exists(Path.of(name))) {
      return YamlTree.read(Path.of(name));
    }
    throw new UserError("use: '%s' is neither a file nor a shipped benchmark.%s Shipped: %s"
        .formatted(name, Suggestion.didYouMean(name, SHIPPED), String.join(", ", SHIPPED)));
  }

  /** YAML of a shipped benchmark. */
  static String shipped(String name) {
    try {
      return Resources.toString(
          Resources.getResource(SuiteFile.class, name + ".yaml"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
