package io.gradus.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RewardWatchTest {
  private record Slow() implements Reward {
    @Override
    public Score score(Problem problem, Completion completion) {
      return Score.unjudged(0, "");
    }
  }

  private record Forgetful() implements Reward {
    @Override
    @SuppressWarnings("NullAway") // the mistake of a user's jar
    public Score score(Problem problem, Completion completion) {
      return completion.text().equals("bad") ? null : Score.unjudged(1, "");
    }
  }

  @Test
  void aRewardThatDoesNotReturnIsNamedAgainAndAgain() throws InterruptedException {
    BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    try (RewardWatch watch =
        RewardWatch.of(new Slow(), Problem.of("p7", "", ""), 5, reports::add)) {
      assertThat(watch).isNotNull();
      assertThat(reports.poll(20, TimeUnit.SECONDS))
          .startsWith("the reward Slow on problem 'p7' has been running for 0 s.");
      assertThat(reports.poll(20, TimeUnit.SECONDS)).contains("Slow");
    }
  }

  @Test
  void aRewardThatReturnsInTimeIsNotReported() {
    BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    RewardWatch.of(new Slow(), Problem.of("p7", "", ""), 3_600_000, reports::add)
        .close();
    assertThat(reports).isEmpty();
  }

  @Test
  void aNullScoreIsAVerifierErrorOfThatSampleOnly() {
    Group group = new Group(
        Problem.of("p", "", ""), List.of(Completion.ofText("good"), Completion.ofText("bad")));
    List<Score> scores = new Forgetful().scoreGroup(group);
    assertThat(scores.get(0).value()).isEqualTo(1);
    assertThat(scores.get(1).verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(scores.get(1).why()).isEqualTo("Forgetful returned null in place of a score");
  }
}
