package io.gradus.datasets.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.SharedData;
import io.gradus.core.UserError;
import io.gradus.datasets.Arithmetic;
import io.gradus.datasets.Epochs;
import io.gradus.datasets.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PartialSolutionsTest {
  /** Problems that are written out, as in a file. */
  private record Written(List<Problem> problems) implements Dataset {
    @Override
    public Problem problem(long seed, long step, int index, int stride) {
      return Epochs.problem(problems, seed, step, index, stride);
    }

    @Override
    public List<Problem> first(int count) {
      return problems.subList(0, count);
    }

    @Override
    public List<Problem> listed() {
      return problems;
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.of(problems.size());
    }
  }

  private static PartialSolutions partial(Dataset dataset, double share) {
    return new PartialSolutions(dataset, share, List.of(), "\n\n## Hint.", 10, true);
  }

  private static Problem problem(String question, String answer, String solution) {
    return new Problem(
        question, question, answer, Optional.of(new Demonstration(solution, answer)), Map.of());
  }

  @Test
  void questionsAreAugmentedAsInQuestasCode() throws IOException {
    JsonNode golden = JsonMapper.builder()
        .build()
        .readTree(SharedData.require("goldens/methods_questa.json").toFile())
        .get("augmentation");
    List<Problem> items = new ArrayList<>();
    for (JsonNode item : golden.get("items")) {
      // The code takes the quotation marks around a generation away before it looks for the answer.
      items.add(problem(
          item.get("problem").asText(),
          item.get("answer").asText(),
          item.get("generation").asText().replaceAll("^\"|\"$", "")));
    }
    for (JsonNode result : golden.get("results")) {
      List<Problem> ours =
          partial(new Written(items), result.get("ratio").asInt() / 100.0).listed();
      // Where the hint is too short, the code leaves two line breaks behind the question.
      assertThat(ours.stream().map(p -> p.question().stripTrailing()))
          .containsExactlyElementsOf(result
              .get("kept")
              .valueStream()
              .map(kept -> kept.get("prompt").asText().stripTrailing())
              .toList());
    }
  }

  @Test
  void aShortHintIsLeftOutAndTheShareIsRoundedDown() {
    Problem nine = problem("q", "5", "123456789");
    PartialSolutions tenOrMore = partial(new Written(List.of(nine)), 0.5);
    assertThat(tenOrMore.hinted(nine, 0.5).question()).isEqualTo("q");
    PartialSolutions any =
        new PartialSolutions(new Written(List.of(nine)), 0.5, List.of(), ";", 0, true);
    assertThat(any.hinted(nine, 0.5).question()).isEqualTo("q;1234");
  }

  @Test
  void theHelpFadesByStepAndAnEvaluationHasNone() {
    Written one = new Written(List.of(problem("q", "5", "12345678901234567890")));
    PartialSolutions fading = new PartialSolutions(
        one,
        0.5,
        List.of(new PartialSolutions.Lesson(100, 0.25), new PartialSolutions.Lesson(200, 0)),
        "|",
        1,
        true);
    assertThat(fading.problem(1, 99, 0, 1).question()).isEqualTo("q|1234567890");
    assertThat(fading.problem(1, 100, 0, 1).question()).isEqualTo("q|12345");
    assertThat(fading.problem(1, 200, 0, 1).question()).isEqualTo("q");
    assertThat(fading.first(1).get(0).question()).isEqualTo("q");
  }

  @Test
  void problemsWhoseSolutionLacksTheGoldAreNeverDrawn() {
    Written two = new Written(List.of(
        problem("good", "77", "the answer is 77"), problem("bad", "78", "the answer is unknown")));
    PartialSolutions partial = partial(two, 0.9);
    assertThat(partial.size()).hasValue(1);
    for (int i = 0; i < 20; i++) {
      assertThat(partial.problem(7, 1 + i, i % 4, 4).id()).isEqualTo("good");
    }
    assertThatThrownBy(() ->
            partial(new Written(two.problems().subList(1, 2)), 0.9).listed())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("none of 1 problems", "contains-gold: false");
    // A generator's problem is replaced by another draw of the same place.
    Arithmetic sums = new Arithmetic(1, Split.TRAIN, 0.45, 0.30, 0.25);
    PartialSolutions generated = partial(sums, 0.9);
    for (int i = 0; i < 20; i++) {
      Problem drawn = generated.problem(7, 1, i, 20);
      assertThat(drawn.demonstration().orElseThrow().reasoning()).contains(drawn.answer());
      assertThat(drawn).isEqualTo(generated.problem(7, 1, i, 20));
    }
  }

  @Test
  void aHintLongerThanTheSolutionIsRefused() {
    assertThatThrownBy(() -> partial(new Written(List.of()), 1.5))
        .hasMessageContaining("share: must be in [0, 1]")
        .hasMessageContaining("longer than the solution");
  }
}
