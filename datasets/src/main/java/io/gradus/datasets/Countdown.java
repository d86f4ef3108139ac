package io.gradus.datasets;

import com.google.common.collect.ImmutableMap;
import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.datasets.draw.Draws;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Countdown in TinyZero's form: find an expression that uses each number once and makes the target. A problem is drawn
 * as a random expression whose values are non-negative integers, so that it has a solution. The attributes of a problem
 * are {@code numbers} ({@code 30,100,93}) and {@code target}; its answer is one solution.
 *
 * <p>The demonstrations are searches. Each try computes one expression step by step, and marks whether it met the
 * target: {@code !} if so, otherwise {@code ?}. No two tries of a trace have the same value. Tries are in random order,
 * but tries without products and quotients come first. The answer is the expression tried last. Three habits give up at
 * different points: after one try, after two, or only when the target is met. At each {@code ?} the policy therefore
 * chooses between answering and continuing the search, and only continuing leads to a reward.
 *
 * <p>Problems with the same numbers in any order and the same target count as one, so they are on the same side of the
 * split.
 */
@About("find an expression of all the numbers that makes the target; the demonstrations search")
public record Countdown(
    @About("count of numbers: 3 or 4") @Default("3") int numbers,
    @About("smallest number") @Default("1") int min,

    @About("largest number, at most 999") @Default("100") int max,

    @About("largest target, at most 999; the smallest is 1") @Default("100")
    int targetMax,

    @About("operators that an expression may use, out of + - * /") @Default("\"+-*/\"")
    String operators,

    @About("form of the question: padded, compact or words") @Default("padded")
    CountdownStyle style,

    @About("train or test; each problem is in one of them only") @Default("train")
    Split split,

    @About("file of problems in TinyZero's form (fields input and output) that are never generated")
    Optional<Path> exclude,

    @About("digit order of numbers in demonstrations: reversed (units first) or plain")
    @Default("reversed")
    CountdownNotation notation,

    @About("share of the demonstrations that stop after one try") @Default("0.60")
    double oneTry,

    @About("share of the demonstrations that stop after two tries") @Default("0.24")
    double twoTries,

    @About("share of the demonstrations that continue until the target is met") @Default("0.16")
    double search,

    @About("largest number of tries in a demonstration") @Default("8")
    int maxTries)
    implements Dataset {

  private static final long NUMBERS = 11;
  private static final long EXPRESSION = 12;
  private static final long HABIT = 13;
  private static final long ORDER = 14;

  public Countdown {
    Objects.requireNonNull(style, "style");
    Objects.requireNonNull(split, "split");
    Objects.requireNonNull(notation, "notation");
    Objects.requireNonNull(exclude, "exclude");
    List<String> faults = new ArrayList<>();
    if (numbers < 3 || numbers > 4) {
      faults.add("numbers: must be 3 or 4, but is " + numbers);
    }
    if (min < 0) {
      faults.add("min: must not be negative, but is " + min);
    }
    if (max < min || max > 999) {
      faults.add("max: must be from min (%d) to 999, but is %d".formatted(min, max));
    }
    if (targetMax < 1 || targetMax > 999) {
      faults.add("target-max: must be 1 to 999, but is " + targetMax);
    }
    try {
      requireOperators(operators);
    } catch (IllegalArgumentException e) {
      faults.add(String.valueOf(e.getMessage()));
    }
    if (maxTries < 1) {
      faults.add("max-tries: must be positive, but is " + maxTries);
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
    Draws.requireShares(
        ImmutableMap.of("one-try", oneTry, "two-tries", twoTries, "search", search));
  }

  /** Returns TinyZero's range: three numbers, a target up to 100 and all operators. */
  public static Countdown defaults() {
    return new Countdown(
        3,
        1,
        100,
        100,
        "+-*/",
        CountdownStyle.PADDED,
        Split.TRAIN,
        Optional.empty(),
        CountdownNotation.REVERSED,
        0.60,
        0.24,
        0.16,
        8);
  }

  @Override
  public Problem problem(long seed, long step, int index, int stride) {
    return accepted(seed, step, index);
  }

  @Override
  public List<Problem> first(int count) {
    return Draws.distinct(
        count,
        size(),
        at -> accepted(Draws.FIXED, 0, at),
        problem -> CountdownKey.of(problem.attributes()),
        "countdown");
  }

  /** Returns empty, because there are too many problems to count. */
  @Override
  public OptionalLong size() {
    return OptionalLong.empty();
  }

  private Problem accepted(long seed, long step, long index) {
    return Draws.accepted(
        attempt -> draw(seed, step, index, attempt),
        "target-max: countdown finds no problem: widen target-max, min, max or operators");
  }

  private @Nullable Problem draw(long seed, long step, long index, long attempt) {
    List<Integer> drawn = IntStream.range(0, numbers)
        .mapToObj(
            i -> min + CounterRandom.below(max - min + 1, seed, NUMBERS, step, index, attempt, i))
        .toList();
    long target = randomValue(drawn, seed, step, index, attempt);
    if (target < 1 || target > targetMax) {
      return null;
    }
    CountdownKey key = CountdownKey.of(drawn, (int) target);
    if (key.side() != split
        || exclude.map(file -> CountdownProblems.keys(file).contains(key)).orElse(false)) {
      return null;
    }
    List<CountdownTry> tries = inOrder(drawn, seed, step, index);
    CountdownTry solution = tries.stream()
        .filter(t -> t.value() == target)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the drawn expression was not found again"));
    return CountdownProblems.problem(
        drawn,
        (int) target,
        style,
        operators,
        solution.expression(),
        Optional.of(demonstration(tries, solution, target, seed, step, index)));
  }

  /** Returns the value of a random expression, or -1 if a step is not an integer from 0 to the limit. */
  private long randomValue(List<Integer> drawn, long seed, long step, long index, long attempt) {
    List<Long> values = new ArrayList<>(drawn.stream().map(Integer::longValue).toList());
    for (int k = 0; values.size() > 1; k++) {
      long a = take(values, seed, EXPRESSION, step, index, attempt, k, 0);
      long b = take(values, seed, EXPRESSION, step, index, attempt, k, 1);
      char operator = operators.charAt(
          CounterRandom.below(operators.length(), seed, EXPRESSION, step, index, attempt, k, 2));
      long result = CountdownTry.step(a, operator, b).result();
      if (result < 0 || result > limit(operators)) {
        return -1;
      }
      values.add(result);
    }
    return values.get(0);
  }

  private static long take(List<Long> values, long seed, long... place) {
    return values.remove(CounterRandom.below(values.size(), seed, place));
  }

  /** Returns the number of digits of a number in a trace; products need one more. */
  private int width() {
    return operators.contains("*") ? 4 : 3;
  }

  /** Returns the largest value within a solution: the largest with {@link #width} digits. */
  static long limit(String operators) {
    return operators.contains("*") ? 9999 : 999;
  }

  static void requireOperators(String operators) {
    if (!operators.matches("[-+*/]+")
        || operators.chars().distinct().count() < operators.length()) {
      throw new IllegalArgumentException(
          "operators: must be some of + - * /, each once, but is '%s'".formatted(operators));
    }
  }

  /** Lists all tries, easy ones first, otherwise in an order drawn for this place. */
  private List<CountdownTry> inOrder(List<Integer> drawn, long seed, long step, long index) {
    return CountdownTry.all(drawn, operators, limit(operators)).stream()
        .sorted(Comparator.comparing((CountdownTry t) -> t.hardSteps() > 0)
            .thenComparing(t -> CounterRandom.bits(seed, ORDER, step, index, t.value())))
        .toList();
  }

  private Demonstration demonstration(
      List<CountdownTry> tries,
      CountdownTry solution,
      long target,
      long seed,
      long step,
      long index) {
    double habit = CounterRandom.uniform(seed, HABIT, step, index);
    int patience =
        Math.min(maxTries, habit < oneTry ? 1 : habit < oneTry + twoTries ? 2 : maxTries);
    List<CountdownTry> made =
        new ArrayList<>(tries.subList(0, Math.min(patience, tries.indexOf(solution) + 1)));
    if (habit >= oneTry + twoTries) {
      made.set(
          made.size() - 1,
          solution); // a search that is cut to max-tries still ends with the solution
    }
    return new Demonstration(
        notation.write(made, target, width()), made.get(made.size() - 1).expression());
  }
}
