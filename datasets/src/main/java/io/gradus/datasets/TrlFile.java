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
 * Preference pairs, demonstrations or prompts from a file with the columns of Hugging Face's TRL. The columns of a row
 * decide what it is:
 *
 * <ul>
 *   <li>{@code prompt}, {@code chosen}, {@code rejected}: a pair, optionally with a {@code margin}
 *   <li>{@code chosen}, {@code rejected}: a pair whose prompt is the common beginning of both
 *   <li>{@code prompt}, {@code completions}, {@code labels}: a text in steps, each with a label true or false. The text
 *       is the demonstration, and the attribute {@code labels} has a 1 or 0 for each step
 *   <li>{@code prompt}, {@code completion}: a demonstration
 *   <li>{@code messages}: a conversation; its last message is the demonstration
 *   <li>{@code prompt}: a question
 * </ul>
 *
 * <p>Each column is a text, or a list of messages {@code {role, content}}. Messages before the last user's turn are the
 * problem's earlier messages. Completions are used as they are written; the template adds no tags to them. Every fault
 * of the file is a {@link UserError} with file, line and remedy.
 */
@About("pairs, demonstrations, labelled steps or prompts from a file with TRL's columns")
public record TrlFile(
    @About("file in JSON lines, JSON, CSV, TSV or Parquet, also .gz, or in a .zip or .tar.gz")
    Path path,

    @About("file within an archive; needed if the archive holds several")
    Optional<String> entry,

    @About("jsonl, json, csv, tsv or parquet; by default from the file's name")
    Optional<FileFormat> format,

    @About("field of a JSON object that holds the array of rows")
    Optional<String> rows,

    @About(
        "field with the prompt; a pair without a field prompt has the common beginning of its texts as prompt")
    @Default("prompt")
    String prompt,

    @About("field with the margin of chosen over rejected; rows may lack it") @Default("margin")
    String margin,

    @About("text between the steps of completions; TRL's step_separator") @Default("\"\\n\"")
    String stepSeparator,

    @About("field with the gold answer, if a reward needs it")
    Optional<String> answer,

    @About("fields that the reward receives, under their names") @Default("[]")
    List<String> attributes,

    @About("read special tokens in completions as tokens, as a policy sampled them; needed for the "
        + "files of rejection-sampling")
    @Default("false")
    boolean specialTokens,

    @About("train or test: use only the rows of this side, by a hash of the first question; all if "
        + "not given")
    Optional<Split> split,

    @About("share of the rows on the test side of split") @Default("0.2")
    double testShare,

    @About("limit of the file's expanded size, in MiB") @Default("256")
    int maxMegabytes)
    implements FileBacked {
  /** TRL's name of the field with the prompt. Only pairs without this field have an implicit prompt. */
  static final String PROMPT = "prompt";

  private static final FileBacked.ReadOnce<TrlFile> READ =
      new FileBacked.ReadOnce<>(d -> new TrlProblems(d).read());

  public TrlFile {
    Objects.requireNonNull(path, "path");
    attributes = List.copyOf(attributes);
    List<String> faults = new ArrayList<>();
    if (prompt.isBlank()) {
      faults.add("prompt: must name a field");
    }
    if (margin.isBlank()) {
      faults.add("margin: must name a field");
    }
    if (stepSeparator.isEmpty()) {
      faults.add("step-separator: must not be empty, because nothing would separate the steps");
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

  /** Returns all rows of a file. */
  public static TrlFile of(Path path) {
    return new TrlFile(
        path,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        PROMPT,
        "margin",
        "\n",
        Optional.empty(),
        List.of(),
        false,
        Optional.empty(),
        0.2,
        256);
  }

  @Override
  public List<Problem> listed() {
    return READ.of(this);
  }
}
