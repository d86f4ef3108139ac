package io.gradus.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Dataset;
import io.gradus.core.DatasetContract;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Problem.Message;
import io.gradus.core.Rejected;
import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrlFileTest extends DatasetContract {
  @TempDir
  Path folder;

  private Path many;

  @BeforeEach
  void writeAFile() throws IOException {
    many = write(IntStream.range(0, 120)
        .mapToObj(i ->
            "{\"prompt\": \"%d+1=\", \"chosen\": \"%d\", \"rejected\": \"0\"}".formatted(i, i + 1))
        .collect(Collectors.joining("\n")));
  }

  private Path write(String lines) throws IOException {
    return Pack.write(folder.resolve("rows.jsonl"), Pack.utf8(lines));
  }

  private TrlFile side(Split split) {
    return file(many, "prompt", Optional.of(split));
  }

  private static TrlFile file(Path path, String prompt, Optional<Split> split) {
    return new TrlFile(
        path,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        prompt,
        "margin",
        "\n",
        Optional.empty(),
        List.of(),
        false,
        split,
        0.2,
        256);
  }

  @Override
  protected Dataset dataset() {
    return side(Split.TRAIN);
  }

  @Override
  protected Optional<Dataset> heldOut() {
    return Optional.of(side(Split.TEST));
  }

  private Problem only(String row) throws IOException {
    return TrlFile.of(write(row)).listed().get(0);
  }

  @Test
  void aPairOfTextsIsReadAsItIsWritten() throws IOException {
    Problem pair =
        only("{\"prompt\": \"2+2=\", \"chosen\": \" 4\", \"rejected\": \" 5\", \"margin\": 1.5}");
    assertThat(pair.question()).isEqualTo("2+2=");
    assertThat(pair.demonstration()).contains(Demonstration.written(" 4"));
    assertThat(pair.rejected())
        .contains(new Rejected(Demonstration.written(" 5"), OptionalDouble.of(1.5)));
  }

  @Test
  void aPromptFieldThatIsNamedAndMissingIsRefusedAndNotGuessed() throws IOException {
    Path pairs = write("{\"prompt\": \"2+2=\", \"chosen\": \"4\", \"rejected\": \"5\"}");
    TrlFile misspelt = file(pairs, "qestion", Optional.empty());
    assertThatThrownBy(misspelt::listed)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no field 'qestion'");
  }

  @Test
  void thePromptOfAConversationMayHaveSeveralTurns() throws IOException {
    Problem pair = only("{\"prompt\": [{\"role\": \"system\", \"content\": \"be brief\"},"
        + " {\"role\": \"user\", \"content\": \"hi\"}, {\"role\": \"assistant\", \"content\": \"hello\"},"
        + " {\"role\": \"user\", \"content\": \"2+2?\"}],"
        + " \"chosen\": [{\"role\": \"assistant\", \"content\": \"4\"}],"
        + " \"rejected\": [{\"role\": \"assistant\", \"content\": \"5\"}]}");
    assertThat(pair.before())
        .containsExactly(
            new Message("system", "be brief"),
            new Message("user", "hi"),
            new Message("assistant", "hello"));
    assertThat(pair.question()).isEqualTo("2+2?");
    assertThat(pair.demonstration()).contains(Demonstration.written("4"));
    assertThat(pair.rejected()).contains(Rejected.of(Demonstration.written("5")));
  }

  @Test
  void theCommonBeginningOfTwoConversationsIsThePrompt() throws IOException {
    Problem pair =
        only("{\"chosen\": [{\"role\": \"user\", \"content\": \"What color is the sky?\"},"
            + " {\"role\": \"assistant\", \"content\": \"It is blue.\"}],"
            + " \"rejected\": [{\"role\": \"user\", \"content\": \"What color is the sky?\"},"
            + " {\"role\": \"assistant\", \"content\": \"It is green.\"}]}");
    assertThat(pair.before()).isEmpty();
    assertThat(pair.question()).isEqualTo("What color is the sky?");
    assertThat(pair.demonstration()).contains(Demonstration.written("It is blue."));
    assertThat(pair.rejected()).contains(Rejected.of(Demonstration.written("It is green.")));
  }

  @Test
  void theCommonBeginningOfTwoTextsIsThePromptAndItsLastSpaceIsNot() throws IOException {
    Problem pair = only("{\"chosen\": \"The sky is blue.\", \"rejected\": \"The sky is green.\"}");
    assertThat(pair.question()).isEqualTo("The sky is");
    assertThat(pair.demonstration()).contains(Demonstration.written(" blue."));
    assertThat(pair.rejected()).contains(Rejected.of(Demonstration.written(" green.")));
  }

  @Test
  void completionsAndMessagesAreDemonstrations() throws IOException {
    Problem texts = only("{\"prompt\": \"2+2=\", \"completion\": \"4\"}");
    Problem messages = only("{\"messages\": [{\"role\": \"user\", \"content\": \"2+2=\"},"
        + " {\"role\": \"assistant\", \"content\": \"4\"}]}");
    assertThat(List.of(texts, messages)).allSatisfy(problem -> {
      assertThat(problem.question()).isEqualTo("2+2=");
      assertThat(problem.demonstration()).contains(Demonstration.written("4"));
      assertThat(problem.rejected()).isEmpty();
    });
    assertThat(only("{\"prompt\": \"2+2=\"}").demonstration()).isEmpty();
  }

  @Test
  void labelledStepsAreOneTextWithALabelForEachStep() throws IOException {
    Problem row = only("{\"prompt\": \"4*7+9\", \"completions\": [\"4*7=8\", \"8+9=6\"],"
        + " \"labels\": [true, false]}");
    assertThat(row.question()).isEqualTo("4*7+9");
    assertThat(row.demonstration()).contains(Demonstration.written("4*7=8\n8+9=6"));
    assertThat(row.attributes()).containsEntry("labels", "1 0");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          {"prompt": "a", "chosen": "b", "rejected": "b"} | rows.jsonl:1: chosen and rejected are the same text
          {"prompt": "a", "chosen": "b"} | no field 'rejected'
          {"question": "a"} | no field 'prompt'
          {"prompt": " ", "chosen": "b", "rejected": "c"} | the prompt is empty
          {"chosen": "b", "rejected": "c"} | the prompt is empty
          {"prompt": "a", "completion": "b", "label": false} | the field 'label' changes what a row means
          {"prompt": [{"role": "robot", "content": "a"}]} | 'prompt' has a message that is not
          {"prompt": [{"role": "assistant", "content": "a"}], "completion": "b"} | must end with a user's message
          {"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]} | must end with one assistant's message
          {"prompt": "a", "chosen": "b", "rejected": "c", "margin": "much"} | the margin ('margin') must be a finite number
          {"prompt": "a", "completions": ["b", "c"], "labels": [true]} | completions has 2 steps, but labels has 1 labels
          {"prompt": "a", "completions": ["b"]} | labels a list of true and false
          {"prompt": "a", "completions": "b", "labels": [true]} | completions must be a list of texts
          {"prompt": "a", "completions": ["b"], "labels": [1]} | step 1 must have a text that is not blank, and a label true or false
          {"prompt": "a", "completions": ["b", " "], "labels": [true, true]} | step 2 must have a text that is not blank
          {"prompt": "a", "completions": ["b\\nc"], "labels": [true]} | step 1 contains the separator of steps. Set step-separator
          {"prompt": 3} | 'prompt' must be a text or a list of messages
          """)
  void aRowThatIsNoPairIsRefusedWithItsLine(String row, String message) throws IOException {
    TrlFile file = TrlFile.of(write(row));
    assertThatThrownBy(file::listed).isInstanceOf(UserError.class).hasMessageContaining(message);
  }

  @Test
  void repeatedPairsAreLeftOutAndPairsOfTheSamePromptAreKept() throws IOException {
    String pair = "{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"%s\"}\n";
    TrlFile file =
        TrlFile.of(write(pair.formatted("c") + pair.formatted("d") + pair.formatted("c")));
    assertThat(file.listed()).hasSize(2);
  }
}
