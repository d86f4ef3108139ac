package io.gradus.datasets.combine;

import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Rejected;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Preference pairs of right and wrong: each demonstration is preferred to its copy with one digit changed, in the
 * reasoning or the answer. Both texts have the same length, so they differ only in the wrong digit.
 */
@About("preference pairs: each demonstration is preferred to its copy with one digit changed")
public record Slips(
    @About("problems with demonstrations that contain digits")
    Dataset dataset) implements Dataset {
  private static final long PLACE = 0x736c6970L;
  private static final long DIGIT = 0x6469676974L;

  @Override
  public Problem problem(long seed, long step, int index, int stride) {
    return pair(
        dataset.problem(seed, step, index, stride), CounterRandom.bits(seed, PLACE, step, index));
  }

  /** @param draw decides which digit is changed */
  private static Problem pair(Problem problem, long draw) {
    Demonstration right = problem
        .demonstration()
        .orElseThrow(() -> new UserError(
            "slips: problem '%s' has no demonstration. Use a data set with demonstrations (for a file, map fields.demonstration)"
                .formatted(problem.id())));
    String text = right.reasoning() + right.answer();
    int[] digits =
        IntStream.range(0, text.length()).filter(i -> isDigit(text.charAt(i))).toArray();
    if (digits.length == 0) {
      throw new UserError(
          "slips: the demonstration of problem '%s' has no digit to change. Use demonstrations with digits"
              .formatted(problem.id()));
    }
    int at = digits[CounterRandom.below(digits.length, draw, PLACE)];
    int other = 1 + CounterRandom.below(9, draw, DIGIT);
    char digit = (char) ('0' + (text.charAt(at) - '0' + other) % 10);
    String slipped = text.substring(0, at) + digit + text.substring(at + 1);
    int end = right.reasoning().length();
    return problem.rejecting(Rejected.of(
        new Demonstration(slipped.substring(0, end), slipped.substring(end), right.form())));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static List<Problem> pairs(List<Problem> problems) {
    return problems.stream()
        .map(problem -> pair(problem, problem.id().hashCode()))
        .toList();
  }

  @Override
  public List<Problem> first(int count) {
    return pairs(dataset.first(count));
  }

  @Override
  public List<Problem> listed() {
    return pairs(dataset.listed());
  }

  @Override
  public boolean listsAll() {
    return dataset.listsAll();
  }

  @Override
  public OptionalLong size() {
    return dataset.size();
  }
}
