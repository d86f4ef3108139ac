package io.gradus.rewards.answer;

import static io.gradus.rewards.Samples.game;
import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Score;
import io.gradus.core.SharedData;
import io.gradus.core.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class Game24AnswerTest extends RewardContract {
  private final Game24Answer reward = new Game24Answer(0, false);

  @Override
  protected Reward reward() {
    return reward;
  }

  @Override
  protected Problem problem() {
    return game("4 6 11 11", "");
  }

  @Test
  void makes24FromEachNumberOnce() {
    assertThat(score("4*(11-11+6)").correct()).isTrue();
    assertThat(score("4*6").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(score("4+6+11+11").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(score("24").verdict()).isEqualTo(Verdict.WRONG);
  }

  private Score score(String answer) {
    return reward.score(problem(), Completion.ofText("<answer>" + answer + "</answer>"));
  }

  @Test
  void everyPublicPuzzleIsSolvedByItsSolution() throws IOException {
    List<String> lines = Files.readAllLines(SharedData.require("game24/24.csv"));
    assertThat(lines).hasSizeGreaterThan(1_300);
    for (String line : lines.subList(1, lines.size())) {
      String numbers = line.split(",")[1];
      String solution = NumberGames.solve(numbers.split(" "), 24);
      assertThat(reward
              .score(game(numbers, ""), Completion.ofText("<answer>" + solution + "</answer>"))
              .correct())
          .as("%s: %s", numbers, solution)
          .isTrue();
    }
  }
}
