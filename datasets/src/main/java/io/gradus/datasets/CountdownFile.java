package io.gradus.datasets;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.util.concurrent.UncheckedExecutionException;
import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

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
    implements Dataset {

  private static final LoadingCache<CountdownFile, List<Problem>> READ =
      CacheBuilder.newBuilder().weakKeys().build(CacheLoader.from(CountdownFile::read));

  public CountdownFile {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(style, "style");
    Countdown.requireOperators(operators);
  }

  @Override
  public Problem problem(long seed, long step, int index, int stride) {
    return Epochs.problem(problems(), seed, step, index, stride);
  }

  /** Returns the first problems, in the order of the file. */
  @Override
  public List<Problem> first(int count) {
    return Epochs.first(problems(), count, path.toString());
  }

  @Override
  public List<Problem> listed() {
    return problems();
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(problems().size());
  }

  private List<Problem> problems() {
    try {
      return READ.getUnchecked(this);
    } catch (UncheckedExecutionException e) {
      if (e.getCause() instanceof UserError mistake) {
        throw mistake;
      }
      throw e;
    }
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
