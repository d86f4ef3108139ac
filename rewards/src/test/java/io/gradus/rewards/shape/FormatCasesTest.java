package io.gradus.rewards.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Score;
import io.gradus.core.SharedData;
import io.gradus.core.objective.Reward;
import io.gradus.rewards.Samples;
import io.gradus.rewards.answer.AnswerForm;
import io.gradus.rewards.answer.ExactMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Agreement with the format rewards of TRL and open-r1, on the cases of their own tests. */
class FormatCasesTest {
  private static final Pattern CASE = Pattern.compile(
      "\"reward\": \"([^\"]+)\", \"text\": \"((?:[^\"\\\\]|\\\\.)*)\", \"expected\": ([0-9.]+)");

  @Test
  void everyCaseOfTheKnownGradersAgrees() throws IOException {
    List<String> lines = Files.readAllLines(SharedData.require("verifier_cases/format.jsonl"));
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      Matcher fields = CASE.matcher(line);
      assertThat(fields.find()).as(line).isTrue();
      Completion completion = Samples.ofLength(fields.group(2).translateEscapes(), 7);
      assertThat(value(fields.group(1), completion))
          .as(line)
          .isEqualTo(Double.parseDouble(fields.group(3)));
    }
  }

  private static double value(String grader, Completion completion) {
    Reward reward = switch (grader) {
      case "trl.think_format_reward" -> new Format(false, false, false);
      case "openr1.format_reward" -> new Format(true, true, false);
      case "openr1.tag_count_reward" -> new TagCount(true, false);
      case "openr1.len_reward" -> new KimiLength(new ExactMatch(AnswerForm.BOXED, true, false), 1);
      default -> throw new AssertionError("no mapping for " + grader);
    };
    Group group =
        new Group(Samples.gold("\\frac{63}{400}"), new int[0], List.of(completion, completion));
    Score score = reward.scoreGroup(group).get(0);
    return score.terms().getOrDefault("length", score.value());
  }
}
