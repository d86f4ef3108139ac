package io.gradus.datasets;

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
import org.jspecify.annotations.Nullable;

/**
 * Chains of additions and multiplications from left to right, such as {@code 4*7+9*3}, where only the last digit of
 * each result is kept. All demonstrations are right, but they write out different numbers of operations before the
 * answer:
 *
 * <ul>
 *   <li>none: answer {@code 1}
 *   <li>one: {@code 4*7=8}, answer {@code 1}
 *   <li>all: {@code 4*7=8;8+9=7;7*3=1}, answer {@code 1}
 * </ul>
 *
 * <p>Each digit is multiplied only by 3, 7 or 9, so different digits stay different. Therefore no part of a chain alone
 * gives the answer, and a policy of few layers can skip only one or two operations. The more operations it writes, the
 * more answers are right. Training by reward can make its completions longer step by step, as in arXiv:2501.12948,
 * figures 2 and 3.
 */
@About("chains of operations on digits, with demonstrations that write out some of the operations")
public record DigitChain(
    @About("digits in a chain, 2 to 12") @Default("7") int digits,

    @About("train or test; each chain is in one of them only") @Default("train")
    Split split,

    @About("chance that an operation is written out, if all operations before it are")
    @Default("0.5")
    double further)
    implements Dataset {

  private static final long START = 1;
  private static final long OPERATION = 2;
  private static final long OPERAND = 3;
  private static final long DEPTH = 4;
  private static final int SHORTEST = 2;
  private static final int LONGEST = 12;
  private static final int COUNTABLE = 4;
  private static final int TEN = 10;
  private static final List<String> SUMMANDS = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9");
  private static final List<String> FACTORS = List.of("3", "7", "9");

  public DigitChain {
    Objects.requireNonNull(split, "split");
    if (digits < SHORTEST || digits > LONGEST) {
      throw new IllegalArgumentException("digits: must be 2 to 12, but is " + digits);
    }
    if (!(further >= 0 && further <= 1)) {
      throw new IllegalArgumentException("further: must be in [0, 1], but is " + further);
    }
  }

  @Override
  public Problem problem(long seed, long step, int index, int stride) {
    return Draws.accepted(
        attempt -> draw(seed, step, index, attempt),
        "digits: no chain is on this side of the split: set more digits");
  }

  @Override
  public List<Problem> first(int count) {
    return Draws.distinct(
        count,
        size(),
        at -> Draws.accepted(attempt -> draw(Draws.FIXED, 0, at, attempt), "digits: set more"),
        Problem::question,
        "digit-chain");
  }

  /** Counts the chains on this side of the split; unknown beyond four digits. */
  @Override
  public OptionalLong size() {
    if (digits > COUNTABLE) {
      return OptionalLong.empty();
    }
    long count = 0;
    for (int start = 0; start < TEN; start++) {
      count += count(Integer.toString(start), digits - 1);
    }
    return OptionalLong.of(count);
  }

  private long count(String begun, int operations) {
    if (operations == 0) {
      return side(begun) == split ? 1 : 0;
    }
    long count = 0;
    for (String summand : SUMMANDS) {
      count += count(begun + "+" + summand, operations - 1);
    }
    for (String factor : FACTORS) {
      count += count(begun + "*" + factor, operations - 1);
    }
    return count;
  }

  private static Split side(String question) {
    return Split.of(
        CounterRandom.bits(Draws.FIXED, question.chars().asLongStream().toArray()));
  }

  private @Nullable Problem draw(long seed, long step, long index, long attempt) {
    StringBuilder chain = new StringBuilder();
    chain.append(CounterRandom.below(TEN, seed, START, step, index, attempt));
    for (int i = 1; i < digits; i++) {
      boolean adds = CounterRandom.below(2, seed, OPERATION, step, index, attempt, i) == 0;
      List<String> operands = adds ? SUMMANDS : FACTORS;
      chain.append(adds ? '+' : '*');
      chain.append(operands.get(
          CounterRandom.below(operands.size(), seed, OPERAND, step, index, attempt, i)));
    }
    String question = chain.toString();
    return side(question) == split ? problem(question, depth(seed, step, index)) : null;
  }

  /**
   * Number of operations that a demonstration writes out. It has a geometric distribution, with the number of all
   * operations as limit.
   */
  private int depth(long seed, long step, long index) {
    int depth = 0;
    while (depth < digits - 1 && CounterRandom.uniform(seed, DEPTH, step, index, depth) < further) {
      depth++;
    }
    return depth;
  }

  private static Problem problem(String question, int depth) {
    StringBuilder reasoning = new StringBuilder();
    int value = question.charAt(0) - '0';
    for (int at = 1, operation = 1; at < question.length(); at += 2, operation++) {
      int operand = question.charAt(at + 1) - '0';
      int result = (question.charAt(at) == '+' ? value + operand : value * operand) % TEN;
      if (operation <= depth) {
        reasoning.append(operation == 1 ? "" : ";").append(value);
        reasoning.append(question, at, at + 2).append('=').append(result);
      }
      value = result;
    }
    String answer = Integer.toString(value);
    return new Problem(
        "digit-chain-" + question,
        question,
        answer,
        Optional.of(new Demonstration(reasoning.toString(), answer)),
        Map.of());
  }
}
