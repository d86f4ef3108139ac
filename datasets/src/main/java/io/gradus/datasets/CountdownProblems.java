package io.gradus.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.util.concurrent.UncheckedExecutionException;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Conversion of countdown problems from files in TinyZero's form to the vocabulary of the core. */
final class CountdownProblems {
  private static final int MAX_MEGABYTES = 256;

  /** Keys of the files read so far; each file is read once per process. */
  private static final LoadingCache<Path, Set<CountdownKey>> KEYS = CacheBuilder.newBuilder()
      .build(CacheLoader.from(
          file -> new HashSet<>(read(file).stream().map(Stated::key).toList())));

  private CountdownProblems() {}

  /** A problem of a file, its numbers in the file's order. */
  record Stated(List<Integer> numbers, int target) {
    CountdownKey key() {
      return CountdownKey.of(numbers, target);
    }
  }

  static Problem problem(
      List<Integer> numbers,
      int target,
      CountdownStyle style,
      String operators,
      String solution,
      Optional<Demonstration> demonstration) {
    String list = numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    return new Problem(
        "countdown-%s-%d".formatted(list, target),
        style.question(numbers, target, operators),
        solution,
        demonstration,
        Map.of("numbers", list, "target", Integer.toString(target)));
  }

  /** Returns the keys of a file's problems. */
  static Set<CountdownKey> keys(Path file) {
    try {
      return KEYS.getUnchecked(file);
    } catch (UncheckedExecutionException e) {
      if (e.getCause() instanceof UserError mistake) {
        throw mistake;
      }
      throw e;
    }
  }

  /**
   * Reads the problems of a file, in its order.
   *
   * @throws UserError with all faults of the file
   */
  static List<Stated> read(Path file) {
    List<Stated> stated = new ArrayList<>();
    DataFile data = new DataFile(file, Optional.empty(), MAX_MEGABYTES);
    new Rows(data, Optional.empty(), Optional.empty(), List.of()).read((row, faults) -> {
      boolean nums = row.at("nums") != null;
      JsonNode numbers = row.at(nums ? "nums" : "input");
      JsonNode target = row.at(nums ? "target" : "output");
      if (numbers == null || target == null) {
        faults.add(
            row.line(),
            "no countdown problem: expected the fields input and output, or nums and target. The row has%s"
                .formatted(DataFile.inWords(row.names())));
        return;
      }
      try {
        stated.add(new Stated(numbers(numbers), whole(target.asText())));
      } catch (NumberFormatException e) {
        faults.add(
            row.line(),
            "no countdown problem: expected whole numbers from 0 to 999 like \"30,100,93\" and \"23\", but they are %s and %s"
                .formatted(numbers, target));
      }
    });
    return stated;
  }

  private static List<Integer> numbers(JsonNode node) {
    return (node.isArray()
            ? StreamSupport.stream(node.spliterator(), false).map(JsonNode::asText)
            : Arrays.stream(node.asText().split(",", -1)))
        .map(CountdownProblems::whole)
        .toList();
  }

  private static int whole(String text) {
    int value = Integer.parseInt(text.strip());
    if (value < 0 || value > 999) {
      throw new NumberFormatException("not from 0 to 999");
    }
    return value;
  }
}
