package io.gradus.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutBookTest {
  @TempDir
  private Path folder;

  private static JsonNode open(String compressed) throws IOException {
    byte[] bytes = Base64.getDecoder().decode(compressed);
    return new JsonMapper().readTree(new GZIPInputStream(new ByteArrayInputStream(bytes)));
  }

  private RolloutBook book(long most) {
    return RolloutBook.read(folder.resolve("run/rollouts"), most, trouble -> {});
  }

  @Test
  void theIndexHasTheNumbersOfEveryRollout() throws IOException {
    FakeRun.in(folder.resolve("run"), 1).steps(1, 12).write();
    RolloutBook book = book(Long.MAX_VALUE);
    JsonNode index = open(book.index());
    assertThat(book.rollouts()).isEqualTo(144);
    assertThat(book.readable()).isEqualTo(144);
    assertThat(index.path("steps").path(11).toString()).isEqualTo("[\"grpo\",12,12]");
    for (String column : List.of(
        "problem", "group", "place", "reward", "advantage", "verdict", "finish", "length")) {
      assertThat(index.path(column)).as(column).hasSize(144);
    }
    assertThat(index.path("length").path(0).asInt()).isEqualTo(19);
    int third = index.path("finish").path(3).asInt();
    assertThat(index.path("finishes").path(third).asText()).isEqualTo("length");
    assertThat(index.path("used").path(2).asInt()).isZero();
  }

  @Test
  void aChunkHasTheTokensWithTheirNumbers() throws IOException {
    FakeRun.in(folder.resolve("run"), 2).steps(1, 2).write();
    RolloutBook book = book(Long.MAX_VALUE);
    JsonNode index = open(book.index());
    JsonNode chunk = open(book.chunks().get(0));
    JsonNode piece =
        index.path("pieces").path(chunk.path("tokens").path(0).path(0).asInt());
    assertThat(piece.toString()).isEqualTo("[\"<think>\",100]");
    assertThat(chunk.path("logProbs").path(0).path(0).asInt()).isBetween(-170, 0);
    assertThat(chunk.path("sampling").path(0)).hasSize(19);
    assertThat(chunk.path("entropy").path(0).path(0).asInt()).isBetween(0, 2500);
    assertThat(chunk.path("clips").path(0).toString()).isEqualTo("{\"2\":2,\"4\":1}");
    // The second group was not in the update.
    assertThat(chunk.path("entropy").path(4).isNull()).isTrue();
    assertThat(chunk.path("clips").path(4).isNull()).isTrue();
    // The text is what the tokens say, so it is not written twice.
    assertThat(chunk.path("text").path(0).isNull()).isTrue();
    assertThat(chunk.path("prompts").path(0).path(0).asText()).startsWith("What is ");
  }

  @Test
  void stepsAtEvenDistancesHaveTextsIfNotAllFit() throws IOException {
    FakeRun.in(folder.resolve("run"), 3).steps(1, 17).write();
    long all = book(Long.MAX_VALUE).chunks().stream().mapToLong(String::length).sum();
    RolloutBook half = book(all / 3);
    List<Integer> filled = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      if (!half.chunks().get(i).isEmpty()) {
        filled.add(i);
      }
    }
    assertThat(filled).startsWith(0).contains(8).endsWith(16).hasSizeBetween(4, 6);
    assertThat(half.readable()).isEqualTo(12L * filled.size());
    assertThat(half.rollouts()).isEqualTo(204);
    assertThat(RolloutBook.spread(6)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    assertThat(RolloutBook.spread(0)).isEmpty();
    assertThat(RolloutBook.spread(1)).containsExactly(0);
  }

  @Test
  void aTextThatItsTokensDoNotSpellIsWritten() throws IOException {
    Path step = Files.createDirectories(folder.resolve("run/rollouts/1-grpo"));
    Files.writeString(step.resolve("step-000001.jsonl"), """
        {"problem_id":"a","completion":"\u00e9","pieces":["\ufffd","\ufffd"],"tokens":[1,2],"log_probs":[-1,-2],"reward":1}
        {"problem_id":"a","completion":"from an expert","reward":NaN,"origin":"expert"}
        """);
    RolloutBook book = book(Long.MAX_VALUE);
    JsonNode chunk = open(book.chunks().get(0));
    assertThat(chunk.path("text").toString()).isEqualTo("[\"\u00e9\",\"from an expert\"]");
    assertThat(chunk.path("logProbs").toString()).isEqualTo("[[-1000,-2000],null]");
    JsonNode index = open(book.index());
    assertThat(index.path("reward").toString()).isEqualTo("[1,null]");
    assertThat(index.path("length").toString()).isEqualTo("[2,14]");
    assertThat(index.path("origins").toString()).isEqualTo("[\"policy\",\"expert\"]");
  }

  @Test
  void theMiddleOfAVeryLongCompletionIsLeftOut() throws IOException {
    Path step = Files.createDirectories(folder.resolve("run/rollouts/1-grpo"));
    int tokens = RolloutTexts.MOST_TOKENS + 500;
    String pieces = "\"x\",".repeat(tokens - 1) + "\"end\"";
    Files.writeString(
        step.resolve("step-000001.jsonl"),
        "{\"problem_id\":\"a\",\"completion\":\"%send\",\"pieces\":[%s]}"
            .formatted("x".repeat(tokens - 1), pieces));
    RolloutBook book = book(Long.MAX_VALUE);
    JsonNode kept = open(book.chunks().get(0)).path("tokens").path(0);
    assertThat(kept).hasSize(RolloutTexts.MOST_TOKENS);
    assertThat(open(book.index())
            .path("pieces")
            .path(kept.path(kept.size() - 1).asInt())
            .path(0)
            .asText())
        .isEqualTo("end");
    assertThat(open(book.index()).path("length").path(0).asInt()).isEqualTo(tokens);
  }
}
