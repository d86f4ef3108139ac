package io.gradus.experiments.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.datasets.FileFormat;
import io.gradus.datasets.RowFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A file of rows, or one file for each subject. */
@About("a file of rows, or one for each subject")
public record Source(
    @About(
        "JSON lines, JSON, CSV, TSV or Parquet, also .gz; {subject} stands for the name of a subject")
    Path path,

    @About("format; by default from the file's name") Optional<FileFormat> format,

    @About("field of a JSON object that holds the array of rows")
    Optional<String> rows,

    @Default("[]") @About("names of the columns of a table without a header")
    List<String> columns,

    @Default("0") @About("number of rows to leave out, from the first")
    int skip,

    @Default("0") @About("number of rows to read after the skipped ones; 0: all")
    int limit,

    @About("Jinja text that is the same for related questions, such as those about one passage")
    Optional<String> cluster) {
  /** Placeholder of a subject's name in a path. */
  static final String SUBJECT = "{subject}";

  public Source {
    columns = List.copyOf(columns);
    if (skip < 0) {
      throw new IllegalArgumentException("skip: must be 0 or more, but is " + skip);
    }
    if (limit < 0) {
      throw new IllegalArgumentException("limit: must be 0 (all) or more, but is " + limit);
    }
    cluster.ifPresent(text -> new Words("cluster", text));
  }

  /** A whole file, whose format its name gives. */
  static Source of(Path path) {
    return new Source(path, Optional.empty(), Optional.empty(), List.of(), 0, 0, Optional.empty());
  }

  /**
   * Reads the rows of a subject, in the order of the file.
   *
   * @throws UserError with all faults of the file
   */
  List<Row> read(String subject) {
    Path file = Path.of(path.toString().replace(SUBJECT, subject));
    List<ObjectNode> nodes = new RowFile(file, format, rows, columns).read();
    int end = limit == 0 ? nodes.size() : Math.min(nodes.size(), skip + limit);
    if (skip >= end) {
      throw new UserError("skip: %s has only %d rows".formatted(file, nodes.size()));
    }
    return IntStream.range(skip, end)
        .mapToObj(i -> Row.of(subject, i, nodes.get(i)))
        .toList();
  }

  /** Returns whether each subject has a file of its own. */
  boolean bySubject() {
    return path.toString().contains(SUBJECT);
  }

  /**
   * Subjects that have a file, sorted.
   *
   * @throws UserError if there is none
   */
  List<String> found() {
    String name = path.getFileName().toString();
    Path folder = path.toAbsolutePath().getParent();
    int at = name.indexOf(SUBJECT);
    if (at < 0 || folder == null) {
      throw new UserError(
          "path: %s must hold {subject} in the name of the file, or list the subjects with 'subjects'"
              .formatted(path));
    }
    String before = name.substring(0, at);
    String after = name.substring(at + SUBJECT.length());
    try (Stream<Path> files = Files.list(folder)) {
      List<String> subjects = files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.length() > before.length() + after.length())
          .filter(file -> file.startsWith(before) && file.endsWith(after))
          .map(file -> file.substring(before.length(), file.length() - after.length()))
          .sorted()
          .toList();
      if (subjects.isEmpty()) {
        throw new UserError("path: no file in %s is named %s".formatted(folder, name));
      }
      return subjects;
    } catch (IOException e) {
      throw new UserError(
          "path: %s cannot be listed. Check the folder's name".formatted(folder), e);
    }
  }
}
