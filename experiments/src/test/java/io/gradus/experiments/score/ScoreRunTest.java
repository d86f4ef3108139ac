package io.gradus.experiments.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.UserError;
import io.gradus.experiments.rows.Lines;
import io.gradus.experiments.rows.RowListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScoreRunTest {
  private final List<String> faults = new ArrayList<>();

  private final RowListener listener = new RowListener() {
    @Override
    public void advanced(long lines) {}

    @Override
    public void refused(String fault) {
      faults.add(fault);
    }
  };

  private static Lines lines(String text) {
    return Lines.of("rows", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static ScoreRun run(Lines lines, int threads, Optional<String> compared) {
    return new ScoreRun(
        lines, new RowScoring(Fakes.components(), compared), threads, compared.isPresent());
  }

  private List<JsonNode> rows(String text, int threads) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Summary unused = run(lines(text), threads, Optional.empty()).run(Optional.of(out), listener);
    List<JsonNode> rows = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      rows.add(new ObjectMapper().readTree(line));
    }
    return rows;
  }

  private static String late(int rows) {
    return IntStream.range(0, rows)
        .mapToObj(
            i -> "{\"id\": %d, \"verifier\": \"late\", \"completion\": \"%d\"}".formatted(i, i)
                + (i % 7 == 3 ? "\nbad" : ""))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void rowsKeepTheirOrder() throws IOException {
    List<JsonNode> rows = rows(late(400), 8);
    assertThat(rows).hasSize(400);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).path("id").asInt()).isEqualTo(i);
      assertThat(rows.get(i).path("reward").asInt()).isEqualTo(i);
    }
    assertThat(faults).hasSize(57);
    assertThat(faults.get(0)).startsWith("rows:5: not JSON");
    assertThat(faults.get(1)).startsWith("rows:13: not JSON");
  }

  @Test
  void theNumberOfThreadsDoesNotChangeTheRows() throws IOException {
    String text = late(100);
    List<JsonNode> one = rows(text, 1);
    List<JsonNode> many = rows(text, 16);
    for (List<JsonNode> rows : List.of(one, many)) {
      rows.forEach(row -> ((ObjectNode) row).remove("micros"));
    }
    assertThat(one).isEqualTo(many).hasSize(100);
  }

  @Test
  void aResultIsWrittenBeforeTheNextLineArrives() throws IOException, InterruptedException {
    byte[] row = "{\"verifier\": \"echo\", \"answer\": \"x\"}\n".getBytes(StandardCharsets.UTF_8);
    try (PipedInputStream source = new PipedInputStream();
        PipedInputStream results = new PipedInputStream();
        PipedOutputStream out = new PipedOutputStream(results)) {
      Thread running;
      try (PipedOutputStream in = new PipedOutputStream(source)) {
        running = new Thread(() -> {
          try {
            Summary unused =
                run(Lines.of("rows", source), 2, Optional.empty()).run(Optional.of(out), listener);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
        running.start();
        for (int i = 1; i <= 3; i++) {
          in.write(row);
          in.flush();
          // hangs and times out if a result waits for the next row
          assertThat(readLine(results)).contains("\"id\":" + i + ",");
        }
      }
      running.join();
    }
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  @Test
  void anEndlessStreamIsReadOnlyAsFastAsResultsAreTaken() {
    byte[] row = "{\"verifier\": \"echo\", \"answer\": \"x\"}\n".getBytes(StandardCharsets.UTF_8);
    AtomicLong read = new AtomicLong();
    InputStream endless = new InputStream() {
      @Override
      public int read() {
        return row[(int) (read.getAndIncrement() % row.length)];
      }

      @Override
      public int read(byte[] bytes, int from, int length) {
        bytes[from] = (byte) read();
        return 1;
      }
    };
    OutputStream full = new OutputStream() {
      private int taken;

      @Override
      public void write(int b) throws IOException {
        if (++taken > 3_000) {
          throw new IOException("nobody reads any more");
        }
      }

      @Override
      public void flush() throws IOException {
        try {
          Thread.sleep(1);
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    };
    assertThatThrownBy(() ->
            run(Lines.of("rows", endless), 2, Optional.empty()).run(Optional.of(full), listener))
        .isInstanceOf(IOException.class)
        .hasMessage("nobody reads any more");
    assertThat(read.get()).isLessThan(3_000L * row.length);
  }

  @Test
  void aVerifierThatThrowsGivesAVerdict() throws IOException {
    String text = "exception stack memory class assertion"
            .replaceAll("(\\w+) ?", "{\"verifier\": \"throws\", \"completion\": \"$1\"}\n")
        + "{\"verifier\": \"echo\", \"answer\": \"x\"}\n";
    List<JsonNode> rows = rows(text, 2);
    assertThat(rows)
        .extracting(row -> row.path("verdict").asText())
        .containsExactly(
            "verifier_error",
            "verifier_error",
            "verifier_error",
            "verifier_error",
            "verifier_error",
            "wrong");
    assertThat(rows.get(0).path("why").asText()).contains("Throws failed", "boom");
    assertThat(rows.get(3).path("why").asText()).contains("com/example/Missing");
    assertThat(faults).isEmpty();
  }

  @Test
  void equalVerifiersWithEqualOptionsAreCreatedOnce() throws IOException {
    Fakes.MADE.set(0);
    String row = "{\"verifier\": \"echo\", \"answer\": \"x\", \"options\": {\"level\": %d}}\n";
    assertThat(rows((row.formatted(1) + row.formatted(2)).repeat(50), 4)).hasSize(100);
    assertThat(Fakes.MADE.get()).isEqualTo(2);
  }

  @Test
  void aVerifierWithInvalidOptionsIsABadLine() throws IOException {
    rows("""
        {"verifier": "broken", "completion": "x"}
        {"verifier": "ecko", "completion": "x"}
        {"verifier": "echo", "completion": "x", "options": {"levle": 1}}
        {"verifier": "echo", "completion": "x", "options": {"level": -1}}
        {"verifier": "echo", "completion": "x", "options": {"type": "late"}}
        {"verifier": "late", "answer": "1"}
        """, 2);
    assertThat(faults)
        .containsExactly(
            "rows:1: verifier: 'broken' cannot be created: java.lang.IllegalStateException: no "
                + "licence",
            "rows:2: verifier: unknown 'ecko'. Did you mean 'echo'? Known: throws, echo, late, "
                + "broken",
            "rows:3: echo: options.levle: unknown key. Did you mean 'level'?",
            "rows:4: echo: options.level: must not be negative, but is -1",
            "rows:5: options.type: leave this key out, because 'verifier' names the reward",
            "rows:6: answer: 'late' judges only whole completions. Give the text as 'completion'");
  }

  @Test
  void everyFurtherFieldIsAnAttributeExceptTheExpectedResult() throws IOException {
    String row = """
        {"verifier": "echo", "gold": 0.50, "completion": "c", "prompt": "q?", "numbers": [1, 2], "target": 3, "deep": {"a": null}, "none": null, "tests": ["t"], "secret": true, "tokens": [5, 6], "finish": "length"}
        """;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Summary summary = run(lines(row), 1, Optional.of("secret")).run(Optional.of(out), listener);
    JsonNode scored = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(scored.path("why").asText())
        .isEqualTo("q? 0.50 {deep={\"a\":null}, numbers=[1,2], prompt=q?, target=3, tests=[\"t\"]} "
            + "true 2 1");
    assertThat(scored.path("expected").asBoolean()).isTrue();
    assertThat(scored.path("agrees").asBoolean()).isTrue();
    assertThat(summary.figures()).containsEntry("agree", 1L);
  }

  @Test
  void rowsBeforeABrokenStreamAreWritten() {
    InputStream breaking = new InputStream() {
      private int at;
      private final byte[] row =
          "{\"verifier\": \"echo\", \"answer\": \"x\"}\n".getBytes(StandardCharsets.UTF_8);

      @Override
      public int read() throws IOException {
        if (at == row.length) {
          throw new IOException("the cable");
        }
        return row[at++];
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        bytes[from] = (byte) read();
        return 1;
      }
    };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() ->
            run(Lines.of("rows", breaking), 1, Optional.empty()).run(Optional.of(out), listener))
        .isInstanceOf(UserError.class)
        .hasMessage("rows: cannot be read beyond line 1: the cable");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"verdict\":\"wrong\"");
  }
}
