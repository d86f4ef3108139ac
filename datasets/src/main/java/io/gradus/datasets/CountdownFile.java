package io.gradus.datasets;

import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The countdown problems of a file in TinyZero's form, with the questions of {@link Countdown}. Rows have {@code input}
 * ({@code "30,100,93"}) and {@code output} ({@code "23"}), or {@code nums} and {@code target}. There are no
 * demonstrations. The answer is a solution whose steps are all integers, or empty if there is none.
 */
@About("countdown problems from a file in TinyZero's form")
public record CountdownFile(
    @About("file with the fields input and output, or nums and target")
    Path path,

    @About("operators that a solution may use, out of + - * /") @Default("\"+-*/\"")
    String operators,

    @About("form of the question: padded, compact or words") @Default("padded")
    CountdownStyle style)
    implements FileBacked {

  private static final FileBacked.ReadOnce<CountdownFile> READ =
      new FileBacked.ReadOnce<>(CountdownFile::read);

  public CountdownFile {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(style, "style");
    Countdown.requireOperators(operators);
  }

  @Override
  public List<Problem> listed() {
    return READ.of(this);
  }

  private List<Problem> read() {
    return CountdownProblems.read(path).stream().distinct().map(this::problem).toList();
  }

  private Problem problem(CountdownProblems.Stated stated) {
    String solution =
        CountdownTry.all(stated.numbers(), operators, Countdown.limit(operators)).stream()
            .filter(t -> t.value() == stated.target())
            .map(CountdownTry::expression)
            .findFirst()
            .orElse("");
    return CountdownProblems.problem(
        stated.numbers(), stated.target(), style, operators, solution, Optional.empty());
  }
}
