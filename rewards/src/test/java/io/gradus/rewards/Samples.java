package io.gradus.rewards;

import io.gradus.core.Completion;
import io.gradus.core.Fakes;
import io.gradus.core.FinishReason;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Problems, completions and fake rewards for tests. */
public final class Samples {
  private Samples() {}

  /** A problem with a gold answer. */
  public static Problem gold(String answer) {
    return Problem.of("p-1", "What is it?", answer);
  }

  /** A number game. */
  public static Problem game(String numbers, String target) {
    return new Problem(
        "game-1", "Make it.", "", Optional.empty(), Map.of("numbers", numbers, "target", target));
  }

  /** A completion that comes from a policy, with these tokens. */
  public static Completion ofTokens(String text, FinishReason finish, int... tokens) {
    return Fakes.completion(
        text, tokens, new float[tokens.length], new float[tokens.length], finish);
  }

  /** A completion of a length. */
  public static Completion ofLength(String text, int length) {
    return ofTokens(text, FinishReason.STOP, new int[length]);
  }

  /** A completion that the token budget cut off. */
  public static Completion truncated(String text) {
    return ofTokens(text, FinishReason.LENGTH, 1, 2, 3);
  }

  /** A reward that always says the same. */
  public record Fixed(double value, Verdict verdict) implements Reward {
    @Override
    public Score score(Problem problem, Completion completion) {
      return Score.of(value, verdict, completion.text(), "fixed");
    }
  }

  /** A reward that counts how often it is asked. */
  public record Counting(Reward reward, List<String> asked) implements Reward {
    @Override
    public Score score(Problem problem, Completion completion) {
      asked.add(completion.text());
      return reward.score(problem, completion);
    }
  }
}
