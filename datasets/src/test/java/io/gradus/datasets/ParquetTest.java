package io.gradus.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.Problem;
import io.gradus.core.SharedData;
import io.gradus.core.UserError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files of pyarrow, compared with the same rows in JSON lines. The script make.py beside them writes both. */
class ParquetTest {
  private static final Path FILES = Path.of("src/test/resources/io/gradus/datasets/parquet");

  @TempDir
  Path folder;

  private static List<ObjectNode> rows(Path file) {
    return new RowFile(file, Optional.empty(), Optional.empty(), List.of()).read();
  }

  /** The answers of a file as questions, because one question is null. */
  private static FileDataset limited(Path file, int megabytes) {
    return new FileDataset(
        file,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        new FileDataset.Fields("answer", "answer", Optional.empty(), Optional.empty()),
        List.of(),
        Optional.empty(),
        false,
        List.of(),
        0,
        Optional.empty(),
        Optional.empty(),
        0.2,
        megabytes);
  }

  private static AbstractThrowableAssert<?, ?> refusal(Path file) {
    return assertThatThrownBy(() -> FileDataset.of(file).size()).isInstanceOf(UserError.class);
  }

  private Path copy(String name, String as) throws IOException {
    return Files.copy(FILES.resolve(name), folder.resolve(as));
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "zstd-v2", "gzip", "lz4-deltas"})
  void rowsAreThoseOfTheSameDataInJsonLines(String name) {
    List<ObjectNode> expected = rows(FILES.resolve("rows.jsonl"));
    List<ObjectNode> actual = rows(FILES.resolve(name + ".parquet"));
    assertThat(actual).hasSize(40);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i)).as("row %d", i + 1).isEqualTo(expected.get(i));
      assertThat(actual.get(i)).hasToString(expected.get(i).toString());
    }
  }

  /** The first version of the format has no null type, no level for null elements, and timestamps in 12 bytes. */
  @Test
  void filesOfTheFirstVersionHaveTheSameRows() {
    List<ObjectNode> expected = rows(FILES.resolve("rows.jsonl"));
    List<ObjectNode> actual = rows(FILES.resolve("stored-old.parquet"));
    for (int i = 0; i < actual.size(); i++) {
      ObjectNode row = expected.get(i);
      row.remove(List.of("nothing", "half"));
      row.put("zoned", row.get("zoned").asText().replace("Z", ""));
      assertThat(actual.get(i)).as("row %d", i + 1).isEqualTo(row);
    }
  }

  @Test
  void aDataSetHasTheSameProblemsAsFromJsonLines() throws IOException {
    Path lines = folder.resolve("a.jsonl");
    Path parquet = copy("gzip.parquet", "a.parquet");
    Files.write(
        lines,
        Files.readAllLines(FILES.resolve("rows.jsonl")).stream()
            .filter(line -> !line.startsWith("{\"question\": null"))
            .toList());
    // one question is null, which both formats report with the row's number
    refusal(parquet).hasMessageContaining("a.parquet:14: the field 'question' is null");
    assertThat(FileDataset.of(lines).size()).hasValue(39);
    FileDataset.Fields fields = new FileDataset.Fields(
        "{level} {count}", "answer", Optional.of("messages.0.content"), Optional.of("count"));
    List<Problem> expected = few(FILES.resolve("rows.jsonl"), fields).listed();
    List<Problem> actual = few(parquet, fields).listed();
    assertThat(actual).isEqualTo(expected).hasSize(1);
    assertThat(actual.get(0).attributes())
        .containsEntry("tags", "[\"a\"]")
        .containsEntry("score", "0.0000001");
  }

  /** Row 11 alone: these fields of it are neither null nor empty. */
  private static FileDataset few(Path file, FileDataset.Fields fields) {
    return new FileDataset(
        file,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        fields,
        List.of("tags", "score", "meta.at.x", "choices", "zoned", "price"),
        Optional.empty(),
        false,
        List.of(),
        10,
        Optional.of(1),
        Optional.empty(),
        0.2,
        256);
  }

  @Test
  void aFileMayBeCompressedAgainOrInAnArchive() throws IOException {
    byte[] bytes = Files.readAllBytes(FILES.resolve("snappy.parquet"));
    List<ObjectNode> expected = rows(FILES.resolve("rows.jsonl"));
    assertThat(rows(Pack.write(folder.resolve("a.parquet.gz"), Pack.gzip(bytes))))
        .isEqualTo(expected);
    assertThat(rows(Pack.write(
            folder.resolve("a.zip"), Pack.zip(Map.of("data/train-00000.parquet", bytes)))))
        .isEqualTo(expected);
    Path unnamed = Pack.write(folder.resolve("train.bin"), bytes);
    assertThat(new RowFile(unnamed, Optional.of(FileFormat.PARQUET), Optional.empty(), List.of())
            .read())
        .isEqualTo(expected);
  }

  @Test
  void bytesAreRefusedOnlyWhereAProblemNeedsThem() {
    Path file = FILES.resolve("bytes.parquet");
    JsonNode row = rows(file).get(0);
    assertThat(row.path("id").asText()).isEqualTo("00000000-0000-0000-0000-000000000007");
    assertThat(row.path("image").path("path").asText()).isEqualTo("a.png");
    assertThatThrownBy(() -> FileDataset.questions(file, "raw").size())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("bytes.parquet:1: the field 'raw' holds bytes, not text")
        .hasMessageContaining("Set fields.question to another field");
    assertThat(FileDataset.questions(file, "question").size()).hasValue(1);
  }

  @Test
  void filesThatCannotBeReadAreRefusedWithTheRemedy() throws IOException {
    refusal(FILES.resolve("brotli.parquet"))
        .hasMessageContaining("brotli.parquet: is compressed with BROTLI; readable are SNAPPY")
        .hasMessageContaining("pandas.read_parquet('in.parquet').to_json(");
    refusal(FILES.resolve("encrypted.parquet"))
        .hasMessageContaining("encrypted.parquet: is encrypted. Decrypt it first");
    refusal(FILES.resolve("encrypted-column.parquet"))
        .hasMessageContaining("the column 'question' is encrypted. Decrypt the file first");
    refusal(FILES.resolve("empty.parquet")).hasMessageEndingWith("empty.parquet: holds no rows");
    refusal(Pack.write(
            folder.resolve("lfs.parquet"),
            Pack.utf8("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n")))
        .hasMessageContaining("is a pointer of Git LFS, not the data. Run git lfs pull");
    refusal(Pack.write(folder.resolve("short.parquet"), Pack.utf8("PAR1")))
        .hasMessageContaining("short.parquet: cannot be read as the format in its name")
        .hasMessageContaining("Download or copy it again");
    refusal(Pack.write(folder.resolve("text.parquet"), Pack.utf8("{\"question\": \"Q\"}\n")))
        .hasMessageContaining("its last bytes are not PAR1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "zstd-v2", "gzip", "lz4-deltas", "stored-old"})
  void aFileThatIsCutShortIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(FILES.resolve(name + ".parquet"));
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 30; i++) {
      byte[] part = Arrays.copyOf(whole, random.nextInt(whole.length));
      refusal(Pack.write(folder.resolve("cut.parquet"), part))
          .hasMessageContaining("cut.parquet: ")
          .hasMessageContaining("Download or copy it again");
    }
  }

  /** Checksums find every changed byte of a page; without them, a change may go unseen, but must not crash. */
  @ParameterizedTest
  @ValueSource(strings = {"snappy", "zstd-v2", "gzip", "lz4-deltas", "stored-old"})
  void aDamagedFileIsRefusedOrReadButNeverCrashes(String name) throws IOException {
    byte[] whole = Files.readAllBytes(FILES.resolve(name + ".parquet"));
    Random random = new Random(name.hashCode());
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
      Path file = Pack.write(folder.resolve("damaged.parquet"), damaged);
      try {
        assertThat(limited(file, 1).size().orElseThrow()).isPositive();
      } catch (UserError e) {
        assertThat(e).hasMessageContaining("damaged.parquet");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(30);
  }

  /** The text is in pages and in their statistics, which nobody reads. */
  @Test
  void aChangedTextOfAPageWithAChecksumIsFound() throws IOException {
    byte[] whole = Files.readAllBytes(FILES.resolve("zstd-v2.parquet"));
    byte[] text = Pack.utf8("book ");
    List<ObjectNode> expected = rows(FILES.resolve("zstd-v2.parquet"));
    int found = 0;
    for (int i = 0; i < whole.length - text.length; i++) {
      if (Arrays.equals(whole, i, i + text.length, text, 0, text.length)) {
        byte[] bytes = whole.clone();
        bytes[i] ^= 1;
        Path file = Pack.write(folder.resolve("damaged.parquet"), bytes);
        try {
          assertThat(rows(file)).isEqualTo(expected);
        } catch (UserError e) {
          assertThat(e).hasMessageContaining(": the checksum of a page is wrong");
          found++;
        }
      }
    }
    assertThat(found).isPositive();
  }

  @Test
  void aFileThatExpandsBeyondTheLimitIsRefused() throws IOException {
    // 200,000 rows of one text, which the file holds once: 3 KB that stand for 8 MB
    Path file = FILES.resolve("repeated.parquet");
    assertThat(Files.size(file)).isLessThan(10_000);
    assertThatThrownBy(() -> limited(file, 1).size())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("repeated.parquet: expands to more than 1 MiB")
        .hasMessageContaining("raise max-megabytes");
    assertThat(limited(file, 64).size()).hasValue(1);
  }

  /** Files that other programs wrote. */
  @Test
  void publicFilesAreRead() {
    List<ObjectNode> verl = rows(SharedData.require("models/verl_arithmetic_llama/train.parquet"));
    assertThat(verl).isNotEmpty();
    assertThat(Objects.requireNonNull(verl.get(0).get("prompt")).isArray()).isTrue();
    List<ObjectNode> arc = rows(SharedData.require("arc/arc_challenge_test_luffy.parquet"));
    assertThat(arc).hasSize(1172);
  }

  /** Writes a file of pyarrow again with another footer, and returns the new file. */
  private Path withFooter(String name, Consumer<FileMetaData> change) throws IOException {
    byte[] bytes = Files.readAllBytes(FILES.resolve(name));
    int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
    int begin = bytes.length - 8 - length;
    FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(bytes, begin, length));
    change.accept(footer);
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(bytes, 0, begin);
    Util.writeFileMetaData(footer, changed);
    int size = changed.size() - begin;
    changed.write(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(size).array());
    changed.write(bytes, bytes.length - 4, 4);
    return Files.write(folder.resolve("changed.parquet"), changed.toByteArray());
  }

  @Test
  void aFooterThatDoesNotAgreeWithItsRowsIsRefused() throws IOException {
    assertThatThrownBy(() ->
            rows(withFooter("snappy.parquet", f -> f.setNum_rows(f.getNum_rows() + 1))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("but its groups have");
    assertThatThrownBy(() ->
            rows(withFooter("snappy.parquet", f -> f.getRow_groups().get(0).setNum_rows(-1))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a group of rows has -1 rows");
  }

  @Test
  void aFileWithoutColumnsIsRefused() throws IOException {
    Path endless = withFooter("snappy.parquet", f -> {
      f.getSchema().subList(1, f.getSchema().size()).clear();
      f.getSchema().get(0).setNum_children(0);
      f.getRow_groups().get(0).getColumns().clear();
      f.getRow_groups().get(0).setNum_rows(Long.MAX_VALUE / 2);
    });
    refusal(endless).hasMessageContaining("has no columns");
    assertThatThrownBy(() -> rows(endless))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no columns");
  }
}
