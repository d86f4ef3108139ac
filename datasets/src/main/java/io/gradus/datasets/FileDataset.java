package io.gradus.datasets;

import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The problems of a user's file: JSON lines, JSON, CSV, TSV or Parquet, plain or {@code .gz}, or inside a zip or tar. Each epoch
 * visits every row once, in an order of its own.
 *
 * <p>The file is read once, when the first problem is needed. It is read as a stream, so nothing is unpacked to disk.
 * Memory holds the problems, at most {@code max-megabytes} of text. Every fault of the file is a {@link UserError} with
 * file, line and remedy.
 */
@About(
    "problems from a file: .jsonl, .json, .csv, .tsv or .parquet, also .gz, or in a .zip or .tar.gz")
public record FileDataset(
    @About("the file") Path path,

    @About("file within an archive; needed if the archive holds several")
    Optional<String> entry,

    @About("jsonl, json, csv, tsv or parquet; by default from the file's name")
    Optional<FileFormat> format,

    @About("field of a JSON object that holds the array of rows")
    Optional<String> rows,

    @About("names of a table's columns, if the table has no header") @Default("[]")
    List<String> columns,

    @About("fields of a row that hold the question, the answer and so on") @Default("{}")
    Fields fields,

    @About("fields that the reward receives, under their names") @Default("[]")
    List<String> attributes,

    @About("the answer follows the last occurrence of this text: \"#### \" in GSM8K")
    Optional<String> answerAfter,

    @About("the answer is in the last \\boxed{}, as in MATH") @Default("false")
    boolean answerBoxed,

    @About("opening and closing mark of passages to drop from demonstrations: [<<, '>>'] in GSM8K")
    @Default("[]")
    List<String> dropBetween,

    @About("number of rows to leave out at the beginning") @Default("0")
    int skip,

    @About("number of rows to use after the skipped ones; all if not given")
    Optional<Integer> take,

    @About(
        "train or test: use only the rows of this side, by a hash of the question; all if not given")
    Optional<Split> split,

    @About("share of the rows on the test side of split") @Default("0.2")
    double testShare,

    @About("limit of the file's expanded size, in MiB") @Default("256")
    int maxMegabytes)
    implements FileBacked {

  /**
   * Source of each part of a problem: a field's name, a dotted path into nested objects, or a text with fields in
   * braces.
   *
   * @param answer source of the gold answer; empty if the reward needs no gold answer
   * @param id source of the problem's id; by default the line number
   */
  public record Fields(
      @About("the question: a field, or a text with fields in braces") @Default("question")
      String question,

      @About("field with the answer; '' if there is none") @Default("answer")
      String answer,

      @About("field with a worked solution to imitate") Optional<String> demonstration,

      @About("field with a unique name of the row") Optional<String> id) {

    public Fields {
      Objects.requireNonNull(answer, "answer");
      Objects.requireNonNull(demonstration, "demonstration");
      Objects.requireNonNull(id, "id");
      if (question.isBlank()) {
        throw new IllegalArgumentException("question: must name a field");
      }
    }
  }

  private static final FileBacked.ReadOnce<FileDataset> READ =
      new FileBacked.ReadOnce<>(d -> new FileProblems(d).read());

  public FileDataset {
    columns = List.copyOf(columns);
    attributes = List.copyOf(attributes);
    dropBetween = List.copyOf(dropBetween);
    List<String> faults = new ArrayList<>();
    if (answerBoxed && answerAfter.isPresent()) {
      faults.add("answer-boxed: the answer is either boxed or after answer-after. Set one of them");
    }
    if (fields.answer().isEmpty() && (answerBoxed || answerAfter.isPresent())) {
      faults.add("fields.answer: is empty, but answer-after or answer-boxed needs it");
    }
    if (answerAfter.map(String::isBlank).orElse(false)) {
      faults.add("answer-after: must not be blank");
    }
    if (dropBetween.size() != 0
        && (dropBetween.size() != 2 || dropBetween.stream().anyMatch(String::isEmpty))) {
      faults.add("drop-between: must be an opening and a closing mark, but is " + dropBetween);
    }
    if (skip < 0) {
      faults.add("skip: must not be negative, but is " + skip);
    }
    if (take.map(t -> t < 1).orElse(false)) {
      faults.add("take: must be positive, but is " + take.orElseThrow());
    }
    if (!(testShare > 0 && testShare < 1)) {
      faults.add("test-share: must be in (0, 1), but is " + testShare);
    }
    if (maxMegabytes < 1) {
      faults.add("max-megabytes: must be positive, but is " + maxMegabytes);
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
  }

  /** Returns all rows of a file with the fields {@code question} and {@code answer}. */
  public static FileDataset of(Path path) {
    return of(path, "question", "answer");
  }

  /** Returns all rows of a file with their questions only, to compare other data with them. */
  public static FileDataset questions(Path path, String field) {
    return of(path, field, "");
  }

  private static FileDataset of(Path path, String question, String answer) {
    return new FileDataset(
        path,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        new Fields(question, answer, Optional.empty(), Optional.empty()),
        List.of(),
        Optional.empty(),
        false,
        List.of(),
        0,
        Optional.empty(),
        Optional.empty(),
        0.2,
        256);
  }

  @Override
  public List<Problem> listed() {
    return READ.of(this);
  }
}
