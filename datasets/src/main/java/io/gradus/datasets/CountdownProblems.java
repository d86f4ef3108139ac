package io.gradus.datasets;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Countdown problems as the vocabulary has them. */
final class CountdownProblems {

  private CountdownProblems() {}

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

  static Set<CountdownKey> of(String file) {
    return CountdownFile.keys(file);
  }
}
