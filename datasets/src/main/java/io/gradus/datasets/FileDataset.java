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
 * The problems of a user's file: JSON lines, JSON, CSV or TSV, plain or {@code .gz}, or inside a zip or tar. Each epoch goes
 * through all rows once, in an order of its own.
 *
 * <p>The file is read once, when the first problem is asked for, and only as a stream: nothing is unpacked to disk. What is
 * kept are the problems, at most {@code max-megabytes} of text. Every fault of the file is a {@link UserError} with file, line
 * and remedy.
 */
@About("the problems of a file: .jsonl, .json, .csv or .tsv, also .gz, or in a .zip or .tar.gz")
public record FileDataset(
    @About("the file") Path path,

    @About("which file of an archive; needed if it holds several")
    Optional<String> entry,

    @About("jsonl, json, csv or tsv, where the name does not tell")
    Optional<FileFormat> format,

    @About("the field of a JSON object that holds the array of rows")
    Optional<String> rows,

    @About("the names of a table's columns, if it has no header") @Default("[]")
    List<String> columns,

    @About("which field is what") @Default("{}") Fields fields,

    @About("fields that are handed to the reward, under their names") @Default("[]")
    List<String> attributes,

    @About("the answer is what stands behind the last of these: \"#### \" in GSM8K")
    Optional<String> answerAfter,

    @About("the answer is in the last \\boxed{}, as in MATH") @Default("false")
    boolean answerBoxed,

    @About("opening and closing mark of what is left out of demonstrations: [<<, '>>'] in GSM8K")
    @Default("[]")
    List<String> dropBetween,

    @About("rows to leave out at the beginning") @Default("0")
    int skip,

    @About("rows to take after that; all if not given") Optional<Integer> take,

    @About("train or test: only the rows of this side, by a hash of the question; all if not given")
    Optional<Split> split,

    @About("the share of the rows that split puts on the test side") @Default("0.2")
    double testShare,

    @About("how far the file may expand, in MiB") @Default("256")
    int maxMegabytes)
    implements FileBacked {

  /**
   * Which field is what: a name, a dotted path into nested objects, or a text with fields in braces.
   *
   * @param question what is asked
   * @param answer what holds the gold answer; empty for a data set whose reward needs none
   * @param demonstration the worked solution to imitate, if there is one
   * @param id a name that no other row has; if there is none, the line is the name
   */
  public record Fields(
      @About("what is asked: a field, or a text with fields in braces") @Default("question")
      String question,

      @About("what holds the answer; '' if there is none") @Default("answer")
      String answer,

      @About("a worked solution to imitate") Optional<String> demonstration,

      @About("a name that no other row has") Optional<String> id) {

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
      faults.add("answer-boxed: the answer is either boxed or behind answer-after: give one");
    }
    if (fields.answer().isEmpty() && (answerBoxed || answerAfter.isPresent())) {
      faults.add("fields.answer: is empty, but answer-after or answer-boxed looks into it");
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

  /** All rows of a file with the fields {@code question} and {@code answer}. */
  public static FileDataset of(Path path) {
    return of(path, "question", "answer");
  }

  /** All rows of a file, for their questions only: to compare other data with. */
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
