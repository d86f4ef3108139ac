package io.gradus.experiments.score;

import io.gradus.core.Completion;
import io.gradus.core.FinalAnswerReward;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.Components;
import io.gradus.core.component.Default;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Rewards with the possible faults of users' rewards. */
final class Fakes {
  static final AtomicInteger MADE = new AtomicInteger();

  private static final Map<String, Supplier<Throwable>> FAILURES = new ConcurrentHashMap<>(Map.of(
      "exception", () -> new IllegalStateException("boom"),
      "stack", StackOverflowError::new,
      "memory", () -> new OutOfMemoryError("Java heap space"),
      "class", () -> new NoClassDefFoundError("com/example/Missing"),
      "assertion", () -> new AssertionError("boom")));

  private Fakes() {}

  static Components components() {
    return new Components()
        .add(Reward.class, "throws", Throws.class)
        .add(Reward.class, "echo", Echo.class)
        .add(Reward.class, "late", Late.class)
        .add(Reward.class, "broken", Broken.class);
  }

  /** Fails in the way that the completion names. */
  record Throws() implements Reward {
    @Override
    public Score score(Problem problem, Completion completion) {
      Throwable failure =
          Objects.requireNonNull(FAILURES.get(completion.text())).get();
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }
  }

  /** Returns its input as the reason. */
  record Echo(@Default("1") int level) implements FinalAnswerReward {
    Echo {
      if (level < 0) {
        throw new IllegalArgumentException("level: must not be negative, but is " + level);
      }
      MADE.incrementAndGet();
    }

    @Override
    public Score score(Problem problem, Completion completion) {
      String why = "%s %s %s %s %d %s"
          .formatted(
              problem.question(),
              problem.answer(),
              new TreeMap<>(problem.attributes()),
              completion.truncated(),
              completion.length(),
              level);
      return Score.of(level, Verdict.CORRECT, completion.text(), why);
    }

    @Override
    public Score scoreAnswer(Problem problem, String answer) {
      return Score.of(0.5, Verdict.WRONG, answer, "alone");
    }
  }

  /** Finishes later rows sooner. */
  record Late() implements Reward {
    @Override
    public Score score(Problem problem, Completion completion) {
      int row = Integer.parseInt(completion.text());
      try {
        Thread.sleep(row % 16 == 0 ? 20 : (row * 7) % 3);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return Score.of(row, Verdict.CORRECT, completion.text(), "");
    }
  }

  /** Cannot be created. */
  record Broken() implements Reward {
    Broken {
      throwing();
    }

    private static void throwing() {
      throw new IllegalStateException("no licence");
    }

    @Override
    public Score score(Problem problem, Completion completion) {
      return Score.unjudged(0, "");
    }
  }
}
