package io.gradus.datasets;

import com.google.common.collect.ImmutableMap;
import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.datasets.draw.Draws;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sums of two numbers with the same number of digits, such as {@code 47+85}. The demonstrations mix three habits, and
 * only the longest is always right, so a policy that imitates them has something to discover. Accuracy and length of
 * its completions rise together, as in arXiv:2501.12948, figures 2 and 3, at a small scale.
 *
 * <ul>
 *   <li><b>guess</b>: no reasoning and an answer close to the sum; right in one of ten cases.
 *   <li><b>no-carry</b>: {@code 7+5=2;4+8=2}, answer {@code 22}: adds each column without the carry; right if there is
 *       no carry.
 *   <li><b>careful</b>: {@code 7+5+0=12;4+8+1=13}, answer {@code 132}: adds each column with the incoming carry. Each
 *       sum has two digits, and the first digit is the outgoing carry. Every character is determined by at most three
 *       earlier characters.
 * </ul>
 *
 * <p>Both orders of a pair of numbers count as one problem, so they are on the same side of the split.
 */
@About("sums of two numbers, with demonstrations that guess, forget the carry, or write it out")
public record Arithmetic(
    @About("digits of each number, 1 to 9") @Default("2") int digits,

    @About("train or test; each pair of numbers is in one of them only") @Default("train")
    Split split,

    @About("share of the demonstrations that guess without reasoning") @Default("0.45")
    double guess,

    @About("share of the demonstrations that ignore the carry") @Default("0.30")
    double noCarry,

    @About("share of the demonstrations that write out digits and carries") @Default("0.25")
    double careful,

    @About(
        "texts between the written steps, one drawn for each; words of two languages make a task "
            + "for the language-consistency reward")
    @Default("[\";\"]")
    List<String> joiners,

    @About("the carry is the first number of a careful step, not the last: another writer's habit") @Default("false")
    boolean carryFirst,

    @About("chance that a no-carry demonstration writes its last step once more, and again, at most 12 times: idle work")
    @Default("0")
    double idle)
    implements Dataset {

  private static final long PAIR = 1;
  private static final long HABIT = 2;
  private static final long ERROR = 3;
  private static final long JOINER = 4;
  private static final long IDLE = 5;
  private static final int MOST_IDLE = 12;
  private static final int COUNTABLE_DIGITS = 3;
  private static final int[] NEAR = {0, -1, 1, -2, 2, -9, -10, 10, -20, 20};

  public Arithmetic {
    Objects.requireNonNull(split, "split");
    joiners = List.copyOf(joiners);
    if (joiners.isEmpty()) {
      throw new IllegalArgumentException("joiners: must have at least one text, such as ';'");
    }
    if (digits < 1 || digits > 9) {
      throw new IllegalArgumentException("digits: must be 1 to 9, but is " + digits);
    }
    if (!(idle >= 0 && idle <= 0.95)) {
      throw new IllegalArgumentException("idle: must be 0 to 0.95, but is " + idle);
    }
    Draws.requireShares(ImmutableMap.of("guess", guess, "no-carry", noCarry, "careful", careful));
  }

  /** Creates sums whose demonstrations separate their steps with semicolons. */
  public Arithmetic(int digits, Split split, double guess, double noCarry, double careful) {
    this(digits, split, guess, noCarry, careful, List.of(";"), false, 0);
  }

  /** Returns two-digit training problems. With these shares of habits, a policy learned in minutes. */
  public static Arithmetic defaults() {
    return new Arithmetic(2, Split.TRAIN, 0.45, 0.30, 0.25);
  }

  @Override
  public Problem problem(long seed, long step, int index, int stride) {
    return Draws.accepted(
        attempt -> draw(seed, step, index, attempt),
        "digits: no pair of numbers is on this side of the split: set more digits");
  }

  @Override
  public List<Problem> first(int count) {
    return Draws.distinct(
        count,
        size(),
        at -> Draws.accepted(attempt -> draw(Draws.FIXED, 0, at, attempt), "digits: set more"),
        problem -> unordered(problem.attributes()),
        "arithmetic");
  }

  /**
   * Counts the pairs of numbers on this side of the split: 832 of 4,095 for test at two digits; unknown beyond three
   * digits.
   */
  @Override
  public OptionalLong size() {
    if (digits > COUNTABLE_DIGITS) {
      return OptionalLong.empty();
    }
    long count = 0;
    for (long a = smallest(); a < smallest() + range(); a++) {
      for (long b = a; b < smallest() + range(); b++) {
        count += side(a, b) == split ? 1 : 0;
      }
    }
    return OptionalLong.of(count);
  }

  private long smallest() {
    return digits == 1 ? 0 : Math.round(Math.pow(10, digits - 1));
  }

  private int range() {
    return (int) (Math.round(Math.pow(10, digits)) - smallest());
  }

  private static Split side(long a, long b) {
    return Split.of(CounterRandom.bits(Draws.FIXED, Math.min(a, b), Math.max(a, b)));
  }

  private static String unordered(Map<String, String> attributes) {
    String a = Objects.requireNonNull(attributes.get("a"));
    String b = Objects.requireNonNull(attributes.get("b"));
    return a.compareTo(b) <= 0 ? a + "+" + b : b + "+" + a;
  }

  private @Nullable Problem draw(long seed, long step, long index, long attempt) {
    long a = smallest() + CounterRandom.below(range(), seed, PAIR, step, index, attempt, 0);
    long b = smallest() + CounterRandom.below(range(), seed, PAIR, step, index, attempt, 1);
    if (side(a, b) != split) {
      return null;
    }
    double habit = CounterRandom.uniform(seed, HABIT, step, index);
    int near = NEAR[CounterRandom.below(NEAR.length, seed, ERROR, step, index)];
    boolean isCareful = habit >= guess + noCarry;
    IntFunction<String> joiner = column ->
        joiners.get(CounterRandom.below(joiners.size(), seed, JOINER, step, index, column));
    Demonstration demonstration = habit < guess
        ? new Demonstration("", Long.toString(Math.max(0, a + b + near)))
        : columns(a, b, isCareful, isCareful ? 0 : idleSteps(seed, step, index), joiner);
    return new Problem(
        "arithmetic-%d+%d".formatted(a, b),
        a + "+" + b,
        Long.toString(a + b),
        Optional.of(demonstration),
        Map.of("a", Long.toString(a), "b", Long.toString(b)));
  }

  private int idleSteps(long seed, long step, long index) {
    int steps = 0;
    while (steps < MOST_IDLE && CounterRandom.uniform(seed, IDLE, step, index, steps) < idle) {
      steps++;
    }
    return steps;
  }

  private Demonstration columns(
      long a, long b, boolean careful, int idleSteps, IntFunction<String> joiner) {
    StringBuilder reasoning = new StringBuilder();
    StringBuilder answer = new StringBuilder();
    long carry = 0;
    int last = 0;
    for (int column = 0; column < digits; column++, a /= 10, b /= 10) {
      long x = a % 10;
      long y = b % 10;
      long sum = x + y + carry;
      reasoning.append(column == 0 ? "" : joiner.apply(column));
      last = reasoning.length();
      if (careful && carryFirst) {
        reasoning.append(carry).append('+');
      }
      reasoning.append(x).append('+').append(y);
      if (careful && !carryFirst) {
        reasoning.append('+').append(carry);
      }
      reasoning.append('=').append(careful ? sum / 10 : "").append(sum % 10);
      answer.append(sum % 10);
      carry = careful ? sum / 10 : 0;
    }
    String lastStep = reasoning.substring(last);
    for (int i = 0; i < idleSteps; i++) {
      reasoning.append(joiner.apply(digits + i)).append(lastStep);
    }
    if (carry > 0) {
      answer.append(carry);
    }
    return new Demonstration(reasoning.toString(), answer.reverse().toString());
  }
}
