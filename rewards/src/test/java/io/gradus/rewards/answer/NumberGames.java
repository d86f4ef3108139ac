package io.gradus.rewards.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Solves number games by trying everything, in floating point: a second opinion for tests. */
final class NumberGames {
  private NumberGames() {}

  private record Made(double value, String text) {}

  /** An expression that makes the target, or an empty text. */
  static String solve(String[] numbers, double target) {
    return solve(
        Stream.of(numbers)
            .map(n -> new Made(Double.parseDouble(n.strip()), n.strip()))
            .toList(),
        target);
  }

  private static String solve(List<Made> left, double target) {
    if (left.size() == 1) {
      return Math.abs(left.get(0).value - target) < 1e-9 ? left.get(0).text : "";
    }
    for (int i = 0; i < left.size(); i++) {
      for (int j = 0; j < left.size(); j++) {
        if (i == j) {
          continue;
        }
        Made a = left.get(i);
        Made b = left.get(j);
        for (char sign : "+-*/".toCharArray()) {
          if (sign == '/' && Math.abs(b.value) < 1e-9) {
            continue;
          }
          double value = switch (sign) {
            case '+' -> a.value + b.value;
            case '-' -> a.value - b.value;
            case '*' -> a.value * b.value;
            default -> a.value / b.value;
          };
          List<Made> next = new ArrayList<>(left);
          next.remove(a);
          next.remove(b);
          next.add(new Made(value, "(" + a.text + " " + sign + " " + b.text + ")"));
          String solution = solve(next, target);
          if (!solution.isEmpty()) {
            return solution;
          }
        }
      }
    }
    return "";
  }
}
