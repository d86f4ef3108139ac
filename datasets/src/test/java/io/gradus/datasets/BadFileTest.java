package io.gradus.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages about files that cannot be used. */
class BadFileTest {
  private static final byte[] ROW = Pack.utf8("{\"question\":\"Q\",\"answer\":\"1\"}\n");

  @TempDir
  Path folder;

  private Path file(String name, byte[] content) throws IOException {
    return Pack.write(folder.resolve(name), content);
  }

  private static AbstractThrowableAssert<?, ?> refusal(FileDataset dataset) {
    return assertThatThrownBy(dataset::size).isInstanceOf(UserError.class);
  }

  private AbstractThrowableAssert<?, ?> refusal(String name, byte[] content) throws IOException {
    return refusal(FileDataset.of(file(name, content)));
  }

  @Test
  void aMissingFileSuggestsTheNearestName() throws IOException {
    file("train.jsonl", ROW);
    refusal(FileDataset.of(folder.resolve("trian.jsonl")))
        .hasMessageEndingWith("has no 'trian.jsonl'. Did you mean 'train.jsonl'?");
    refusal(FileDataset.of(folder.resolve("dta/train.jsonl")))
        .hasMessageContaining("has no 'dta'. It holds: train.jsonl");
  }

  @Test
  void aDirectoryListsItsFiles() throws IOException {
    file("train.jsonl", ROW);
    refusal(FileDataset.of(folder))
        .hasMessageEndingWith("is a directory. Name one of its files: train.jsonl");
  }

  @Test
  void aSymbolicLinkIsFollowedUnlessItsTargetIsMissing() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), Path.of("gone.jsonl"));
    refusal(FileDataset.of(link))
        .hasMessageEndingWith("is a symbolic link to a file that does not exist");
    file("gone.jsonl", ROW);
    assertThat(FileDataset.of(link).size()).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jsonl", "a.json", "a.csv", "a.jsonl.gz"})
  void anEmptyFileSaysSo(String name) throws IOException {
    refusal(name, name.endsWith(".gz") ? Pack.gzip(new byte[0]) : new byte[0])
        .hasMessageEndingWith(name + ": holds no rows");
  }

  @Test
  void aMissingFieldIsOneMessageWithItsRowsAndTheNearestField() throws IOException {
    refusal(
            "a.jsonl",
            Pack.utf8(
                "{\"question\":\"Q\",\"answr\":\"1\"}\n{\"answer\":\"2\"}\n{\"question\": null}\n"))
        .hasMessageContainingAll(
            "a.jsonl:1: no field 'answer' in 2 rows; this is the first. The row has: question, answr. Did you mean 'answr'? Set fields.answer to 'answr'",
            "a.jsonl:2: no field 'question'. The row has: answer. Set fields.question to one of them",
            "a.jsonl:3: the field 'question' is null. Give it a value, or remove the row.");
  }

  @Test
  void aThousandBadRowsPrintAFewLines() throws IOException {
    refusal("a.jsonl", Pack.utf8("{\"question\":\"Q\"}\n".repeat(5_000)))
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(2))
        .hasMessageContaining("a.jsonl:1: no field 'answer' in 1,000 rows; this is the first.")
        .hasMessageEndingWith("a.jsonl: reading stopped after 1,000 faults");
    refusal("b.jsonl", Pack.utf8("{\"question\":\"\", \"answer\": 1}\n".repeat(500)))
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(6))
        .hasMessageEndingWith("b.jsonl: and 495 more such rows");
  }

  @Test
  void allMalformedLinesAreReportedAtOnce() throws IOException {
    refusal(
            "a.jsonl",
            Pack.utf8("{\"question\":\n{}{}\n[1]\n{\"a\":1,\"a\":2}\n" + "[".repeat(5_000)))
        .hasMessageContainingAll(
            "a.jsonl:1: malformed JSON at column ",
            "a.jsonl:2: malformed JSON",
            "a.jsonl:3: expected a JSON object, {\"field\": ...}, but is array",
            "a.jsonl:4: malformed JSON",
            "a.jsonl:5: malformed JSON");
  }

  @Test
  void aJsonFileWithoutAnArrayReportsTheKeyToSet() throws IOException {
    refusal("a.json", Pack.utf8(new String(ROW, StandardCharsets.UTF_8).repeat(2)))
        .hasMessageContaining(
            "a.json:1: expected an array of objects. If each line is an object, set format: jsonl");
    refusal("b.json", Pack.utf8("[{\"question\":\"Q\",\n\"answer\":"))
        .hasMessageContaining("b.json:2: malformed JSON");
    refusal("c.json", Pack.utf8("[{\"question\":\"Q\",\"answer\":1}]\n[]"))
        .hasMessageContaining("c.json:2: more text after the end of the array");
  }

  @Test
  void raggedRowsAndOpenQuotesAreReportedWithTheLine() throws IOException {
    refusal("a.csv", Pack.utf8("question,answer\nQ,1\nR\nS,2,3\n"))
        .hasMessageContainingAll(
            "a.csv:3: has 1 values, but there are 2 columns: question, answer",
            "a.csv:4: has 3 values");
    refusal("b.csv", Pack.utf8("question,answer\nQ,\"1\n")).hasMessageContaining("malformed table");
    refusal("c.csv", Pack.utf8("question,question\nQ,1\n")).hasMessageContaining("malformed table");
  }

  @Test
  void invalidUtf8IsReportedWithLineColumnAndConversion() throws IOException {
    byte[] latin = "{\"question\":\"Q\",\"answer\":1}\n{\"question\":\"é\",\"answer\":1}\n"
        .getBytes(StandardCharsets.ISO_8859_1);
    byte[] table = "question,answer\n0123456789abcé,1\n".getBytes(StandardCharsets.ISO_8859_1);
    for (String name : new String[] {"a.jsonl", "a.csv"}) {
      refusal(name, name.endsWith("l") ? latin : table)
          .hasMessageContaining(
              name
                  + ":2: not UTF-8: byte 0xE9 at column 14. Convert it first: iconv -f WINDOWS-1252 -t UTF-8");
    }
    refusal("b.jsonl", "{}".getBytes(StandardCharsets.UTF_16))
        .hasMessageContaining("iconv -f UTF-16 -t UTF-8");
  }

  @Test
  void aByteOrderMarkIsNoFault() throws IOException {
    byte[] marked = Pack.utf8("\uFEFF{\"question\":\"Q\",\"answer\":\"1\"}\n");
    assertThat(FileDataset.of(file("a.jsonl", marked)).size()).hasValue(1);
    assertThat(FileDataset.of(file("b.csv", Pack.utf8("\uFEFFquestion,answer\nQ,1\n")))
            .size())
        .hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jsonl.gz", "a.zip", "a.tar.gz", "a.tar"})
  void aTruncatedArchiveIsNeverReadAsIfItWereWhole(String name) throws IOException {
    StringBuilder rows = new StringBuilder();
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      rows.append("{\"question\":\"%d\",\"answer\":\"%d\"}\n".formatted(random.nextLong(), i));
    }
    byte[] plain = Pack.utf8(rows.toString());
    byte[] whole = switch (name) {
      case "a.zip" -> Pack.zip(Map.of("rows.jsonl", plain));
      case "a.tar" -> Pack.tar(Map.of("rows.jsonl", plain));
      case "a.tar.gz" -> Pack.gzip(Pack.tar(Map.of("rows.jsonl", plain)));
      default -> Pack.gzip(plain);
    };
    assertThat(FileDataset.of(file(name, whole)).size()).hasValue(2_000);
    for (int part = 1; part < 8; part++) {
      byte[] cut = Arrays.copyOf(whole, whole.length * part / 10);
      refusal(part + name, cut).hasMessageContaining("cut short or damaged");
    }
  }

  @Test
  void misnamedAndDamagedFilesAreRefused() throws IOException {
    refusal("a.jsonl.gz", ROW).hasMessageContaining("its name is wrong");
    refusal("a.zip", ROW).hasMessageContaining("its name is wrong");
    refusal("a.rows", ROW).hasMessageContaining("set format");
    byte[] gz = Pack.gzip(ROW);
    gz[gz.length - 6] ^= 1;
    refusal("b.jsonl.gz", gz).hasMessageContaining("cut short or damaged");
    byte[] zip = Pack.zip(Map.of("rows.jsonl", ROW));
    int crc = new String(zip, StandardCharsets.ISO_8859_1).lastIndexOf("PK\001\002") + 16;
    zip[crc] ^= 1;
    refusal("c.zip", zip).hasMessageContaining("cut short or damaged");
  }

  @Test
  void anArchiveWithSeveralFilesNeedsAnEntry() throws IOException {
    byte[] zip = Pack.zip(new TreeMap<>(Map.of("d/train.jsonl", ROW, "d/test.jsonl", ROW)));
    Path path = file("a.zip", zip);
    refusal(FileDataset.of(path))
        .hasMessageEndingWith(
            "a.zip: holds several files: set entry to one of them: d/test.jsonl, d/train.jsonl");
    refusal(Pack.entry(path, "d/trian.jsonl"))
        .hasMessageContaining("Did you mean 'd/train.jsonl'?");
    refusal("b.zip", Pack.zip(Map.of("notes.txt", ROW)))
        .hasMessageContaining(
            "holds no .jsonl, .json, .csv, .tsv or .parquet file. It holds: notes.txt");
    refusal(Pack.entry(file("c.jsonl", ROW), "x")).hasMessageContaining("is not an archive");
  }

  @Test
  void anEntryThatIsADirectoryOrALinkIsRefused() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("d/", new byte[0]);
    entries.put("d/train.jsonl", ROW);
    refusal(Pack.entry(file("a.zip", Pack.zip(entries)), "d"))
        .hasMessageEndingWith("entry 'd' is a directory: name a file in it: d/train.jsonl");
    refusal(Pack.entry(file("a.tar", Pack.tarWithLink("rows.jsonl", "/etc/passwd")), "rows.jsonl"))
        .hasMessageContaining("is a link, and links are not followed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../rows.jsonl", "a/../../rows.jsonl", "/rows.jsonl", "..\\rows.jsonl"})
  void anEntryThatLeavesTheFolderIsRefused(String name) throws IOException {
    refusal("a.zip", Pack.zip(Map.of(name, ROW)))
        .hasMessageContaining("leads out of the archive's folder");
    refusal("a.tar", Pack.tar(Map.of(name, ROW)))
        .hasMessageContaining("leads out of the archive's folder");
  }

  @Test
  void aBombIsStoppedByItsRatioAndByItsSize() throws IOException {
    byte[] zeros = new byte[64 << 20];
    refusal("a.jsonl.gz", Pack.gzip(zeros))
        .hasMessageContaining("more than 200 times its size on disk");
    refusal("a.tar.gz", Pack.gzip(Pack.tar(Map.of("rows.jsonl", zeros))))
        .hasMessageContaining("more than 200 times its size on disk");
    refusal("a.zip", Pack.zip(Map.of("rows.jsonl", zeros)))
        .hasMessageContaining("more than 200 times its size on disk");
    refusal("b.zip", Pack.zip(Map.of("rows.jsonl.gz", Pack.gzip(zeros))))
        .hasMessageContaining("more than 200 times its size on disk");
    byte[] noise = new byte[2 << 20];
    new Random(1).nextBytes(noise);
    Path large = file("b.tar.gz", Pack.gzip(Pack.tar(Map.of("noise", noise, "rows.jsonl", ROW))));
    refusal(Pack.entry(large, "rows.jsonl"))
        .hasMessageContaining(
            "expands to more than 1 MiB. If that is intended, raise max-megabytes");
  }

  @Test
  void anArchiveOfCountlessEntriesIsRefused() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < 10_001; i++) {
      entries.put("e" + i, new byte[0]);
    }
    refusal("a.zip", Pack.zip(entries)).hasMessageContaining("holds more than 10,000 entries");
    refusal("a.tar.gz", Pack.gzip(Pack.tar(entries)))
        .hasMessageContaining("holds more than 10,000 entries");
  }

  @Test
  void aSplitThatLeavesNoRowsIsRefused() throws IOException {
    Path path = file("a.jsonl", ROW);
    FileDataset plain = FileDataset.of(path);
    refusal(new FileDataset(
            path,
            plain.entry(),
            plain.format(),
            plain.rows(),
            plain.columns(),
            plain.fields(),
            plain.attributes(),
            plain.answerAfter(),
            false,
            plain.dropBetween(),
            5,
            plain.take(),
            plain.split(),
            0.2,
            256))
        .hasMessageEndingWith("skip, take and split leave none of its 1 rows. Change these keys");
  }

  @Test
  void aMissingAnswerIsReported() throws IOException {
    Path path = file("a.jsonl", ROW);
    FileDataset.Fields fields = FileDataset.of(path).fields();
    refusal(FileDatasetTest.reading(path, fields, Optional.of("#### "), false))
        .hasMessageContaining("a.jsonl:1: 'answer' holds no '#### ' with an answer");
    refusal(FileDatasetTest.reading(path, fields, Optional.empty(), true))
        .hasMessageContaining("holds no balanced \\boxed{} with an answer");
  }

  @Test
  void aGoldOfNullIsReportedAsSuch() throws IOException {
    refusal("a.jsonl", Pack.utf8("{\"question\":\"Q\",\"answer\":null}\n"))
        .hasMessageContaining("a.jsonl:1: the field 'answer' is null")
        .hasMessageNotContaining("Did you mean");
  }

  @Test
  void otherFormatsAreRefusedWithTheConversion() throws IOException {
    refusal("a.arrow", Pack.utf8("ARROW1"))
        .hasMessageContaining("is an Arrow file, which is not read here")
        .hasMessageContaining("pandas.read_feather");
    refusal("a.xlsx", Pack.utf8("PK")).hasMessageContaining("pandas.read_excel");
  }

  @Test
  void aTableWithAnotherDelimiterIsReportedWithIt() throws IOException {
    refusal("a.csv", Pack.utf8("question;answer\n1+1;2\n"))
        .hasMessageContaining(
            "the table has one column, 'question;answer'. The header has semicolons");
    refusal("b.csv", Pack.utf8("question\tanswer\n1+1\t2\n"))
        .hasMessageContaining("Set format to tsv");
    refusal("c.tsv", Pack.utf8("question,answer\n1+1,2\n"))
        .hasMessageContaining("Set format to csv");
  }

  @Test
  void aTruncatedGzipIsReported() throws IOException {
    byte[] whole = Pack.gzip(Pack.utf8("{\"question\":\"Q\",\"answer\":\"1\"}\n".repeat(5_000)));
    refusal("a.jsonl.gz", Arrays.copyOf(whole, whole.length - 12))
        .hasMessageNotContaining("null")
        .hasMessageContaining("cut short");
  }

  @Test
  void controlCharactersOfNamesDoNotReachTheTerminal() throws IOException {
    refusal("a.jsonl", Pack.utf8("{\"\\u001b[31mq\\u202e\":\"1\",\"answer\":\"2\"}\n"))
        .hasMessageContaining("The row has: \\u001b[31mq\\u202e, answer")
        .hasMessageNotContaining("\u001b");
  }
}
