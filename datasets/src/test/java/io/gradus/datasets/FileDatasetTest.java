package io.gradus.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Dataset;
import io.gradus.core.DatasetContract;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDatasetTest extends DatasetContract {
  private static final FileDataset.Fields PLAIN = fields("question", "answer");

  @TempDir
  Path folder;

  private Path numbers;

  @BeforeEach
  void writeAFile() throws IOException {
    String lines = IntStream.range(0, 120)
        .mapToObj(i -> "{\"question\": \"%d+1\", \"answer\": %d}\n".formatted(i, i + 1))
        .collect(Collectors.joining());
    numbers = Pack.write(folder.resolve("numbers.jsonl"), Pack.utf8(lines));
  }

  private static FileDataset.Fields fields(String question, String answer) {
    return new FileDataset.Fields(question, answer, Optional.empty(), Optional.empty());
  }

  private FileDataset side(Optional<Split> split, int skip, Optional<Integer> take) {
    return new FileDataset(
        numbers,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        PLAIN,
        List.of(),
        Optional.empty(),
        false,
        List.of(),
        skip,
        take,
        split,
        0.2,
        256);
  }

  static FileDataset reading(
      Path path, FileDataset.Fields fields, Optional<String> answerAfter, boolean boxed) {
    return new FileDataset(
        path,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        fields,
        List.of(),
        answerAfter,
        boxed,
        List.of("<<", ">>"),
        0,
        Optional.empty(),
        Optional.empty(),
        0.2,
        256);
  }

  @Override
  protected Dataset dataset() {
    return side(Optional.of(Split.TRAIN), 0, Optional.empty());
  }

  @Override
  protected Optional<Dataset> heldOut() {
    return Optional.of(side(Optional.of(Split.TEST), 0, Optional.empty()));
  }

  @Test
  void anEpochHoldsEachRowOnceAndTheNextEpochInAnotherOrder() {
    FileDataset all = side(Optional.empty(), 0, Optional.empty());
    List<String> first = IntStream.range(0, 120)
        .mapToObj(i -> all.problem(9, 1 + i / 8, i % 8, 8).question())
        .toList();
    List<String> second = IntStream.range(120, 240)
        .mapToObj(i -> all.problem(9, 1 + i / 8, i % 8, 8).question())
        .toList();
    assertThat(first).doesNotHaveDuplicates().isNotEqualTo(second);
    assertThat(second).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void skipAndTakeSelectRows() {
    FileDataset some = side(Optional.empty(), 10, Optional.of(3));
    assertThat(some.first(3)).extracting(Problem::question).containsExactly("10+1", "11+1", "12+1");
    assertThat(some.size()).hasValue(3);
  }

  @Test
  void bothSidesOfASplitMakeUpTheFile() {
    Set<String> all = new HashSet<>();
    for (Split split : Split.values()) {
      FileDataset side = side(Optional.of(split), 0, Optional.empty());
      side.first((int) side.size().orElseThrow()).forEach(p -> all.add(p.question()));
    }
    assertThat(all).hasSize(120);
    assertThat(side(Optional.of(Split.TEST), 0, Optional.empty()).size().orElseThrow())
        .isBetween(12L, 36L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.jsonl",
        "a.ndjson",
        "a.json",
        "a.csv",
        "a.tsv",
        "a.jsonl.gz",
        "a.csv.gz",
        "a.zip",
        "a.tar",
        "a.tar.gz",
        "a.tgz",
        "gz-in.zip"
      })
  void everyFormatGivesTheSameProblems(String name) throws IOException {
    byte[] jsonl = Pack.utf8(
        "{\"question\":\"2+2, ü?\",\"answer\":\"4\"}\n\n{\"question\":\"3+3\",\"answer\":6}\n");
    byte[] csv = Pack.utf8("question,answer\n\"2+2, ü?\",4\n3+3,6\n");
    byte[] content = switch (name) {
      case "a.jsonl", "a.ndjson" -> jsonl;
      case "a.json" ->
        Pack.utf8(
            "[{\"question\":\"2+2, ü?\",\"answer\":\"4\"},\n{\"question\":\"3+3\",\"answer\":6}]");
      case "a.csv" -> csv;
      case "a.tsv" -> Pack.utf8("question\tanswer\n2+2, ü?\t4\n3+3\t6\n");
      case "a.jsonl.gz" -> Pack.gzip(jsonl);
      case "a.csv.gz" -> Pack.gzip(csv);
      case "a.zip" ->
        Pack.zip(new TreeMap<>(Map.of("d/rows.jsonl", jsonl, "__MACOSX/d/._rows.jsonl", csv)));
      case "gz-in.zip" -> Pack.zip(Map.of("rows.csv.gz", Pack.gzip(csv)));
      case "a.tar" -> Pack.tar(Map.of("rows.csv", csv, "README", jsonl));
      default -> Pack.gzip(Pack.tar(Map.of("rows.csv", csv, "README", jsonl)));
    };
    FileDataset dataset = FileDataset.of(Pack.write(folder.resolve(name), content));
    assertThat(dataset.first(2)).extracting(Problem::question).containsExactly("2+2, ü?", "3+3");
    assertThat(dataset.first(2)).extracting(Problem::answer).containsExactly("4", "6");
  }

  @Test
  void entryChoosesAFileOfAnArchive() throws IOException {
    byte[] one = Pack.utf8("{\"question\":\"one\",\"answer\":\"1\"}");
    byte[] two = Pack.utf8("{\"question\":\"two\",\"answer\":\"2\"}");
    byte[] zip = Pack.zip(new TreeMap<>(Map.of("train.jsonl", one, "test.jsonl", two)));
    Path path = Pack.write(folder.resolve("both.zip"), zip);
    FileDataset test = Pack.entry(path, "test.jsonl");
    assertThat(test.first(1).get(0).question()).isEqualTo("two");
  }

  @Test
  void mapsNestedFieldsTemplatesColumnsAndAttributes() throws IOException {
    Path json = Pack.write(
        folder.resolve("nested.json"),
        Pack.utf8(
            "{\"canary\": [1], \"rows\": [{\"a.b\": \"dots\", \"m\": {\"q\": \"Q\", \"c\": [\"x\", \"y\"]},"
                + " \"n\": 1.50, \"tests\": [\"t\"]}], \"more\": {}}"));
    FileDataset nested = new FileDataset(
        json,
        Optional.empty(),
        Optional.empty(),
        Optional.of("rows"),
        List.of(),
        new FileDataset.Fields("{m.q}: {m.c.1} {a.b}", "n", Optional.empty(), Optional.of("a.b")),
        List.of("tests"),
        Optional.empty(),
        false,
        List.of(),
        0,
        Optional.empty(),
        Optional.empty(),
        0.2,
        256);
    assertThat(nested.first(1))
        .containsExactly(
            new Problem("dots", "Q: y dots", "1.50", Optional.empty(), Map.of("tests", "[\"t\"]")));

    Path csv = Pack.write(folder.resolve("bare.csv"), Pack.utf8("What?,yes,no,A\n"));
    FileDataset bare = new FileDataset(
        csv,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of("q", "A", "B", "letter"),
        fields("{q}\nA. {A}\nB. {B}", "letter"),
        List.of(),
        Optional.empty(),
        false,
        List.of(),
        0,
        Optional.empty(),
        Optional.empty(),
        0.2,
        256);
    assertThat(bare.first(1).get(0).question()).isEqualTo("What?\nA. yes\nB. no");
  }

  @Test
  void readsAnswerAndDemonstrationAsGsm8kWritesThem() throws IOException {
    Path file = Pack.write(
        folder.resolve("g.jsonl"),
        Pack.utf8(
            "{\"question\":\"Q\",\"answer\":\"He has 1000+234 = <<1000+234=1234>>1234.\\n#### 1,234\"}"));
    FileDataset dataset = reading(
        file,
        new FileDataset.Fields("question", "answer", Optional.of("answer"), Optional.empty()),
        Optional.of("#### "),
        false);
    Problem problem = dataset.first(1).get(0);
    assertThat(problem.answer()).isEqualTo("1234");
    assertThat(problem.demonstration())
        .contains(new Demonstration("He has 1000+234 = 1234.", "1234"));
    assertThat(problem.id()).isEqualTo("g.jsonl:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\\\boxed{1} then \\\\boxed{\\\\frac{1}{2}}.=\\frac{1}{2}",
        "\\\\boxed{3} then \\\\boxed{4=3",
        "\\\\boxed{\\\\left\\\\{1,2\\\\right\\\\}}=\\left\\{1,2\\right\\}"
      })
  void takesTheLastBalancedBox(String text) {
    int at = text.lastIndexOf('=');
    String source = text.substring(0, at).replace("\\\\", "\\");
    assertThat(new AnswerRule(Optional.empty(), true).answer(source))
        .contains(text.substring(at + 1));
  }

  @Test
  void aRepeatedRowCountsOnce() throws IOException {
    String row = "{\"question\":\"Q\",\"answer\":\"1\"}\n";
    FileDataset dataset =
        FileDataset.of(Pack.write(folder.resolve("twice.jsonl"), Pack.utf8(row + row)));
    assertThat(dataset.size()).hasValue(1);
  }

  @Test
  void allFaultsAreReportedAtOnce() {
    assertThatThrownBy(() -> new FileDataset(
            numbers,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            PLAIN,
            List.of(),
            Optional.of("#### "),
            true,
            List.of("<<"),
            -1,
            Optional.of(0),
            Optional.empty(),
            1.5,
            0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "answer-boxed: ",
            "drop-between: ",
            "skip: must not be negative, but is -1",
            "take: must be positive, but is 0",
            "test-share: must be in (0, 1), but is 1.5",
            "max-megabytes: ");
  }
}
