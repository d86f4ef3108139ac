package io.gradus.datasets;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.util.concurrent.UncheckedExecutionException;
import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** A data set whose problems are all in a file. The file is read once, and problems are drawn in epochs. */
interface FileBacked extends Dataset {

  /** Returns the file. */
  Path path();

  /**
   * {@inheritDoc} In the order of the file.
   *
   * @throws UserError with all faults of the file
   */
  @Override
  List<Problem> listed();

  @Override
  default Problem problem(long seed, long step, int index, int stride) {
    return Epochs.problem(listed(), seed, step, index, stride);
  }

  /** Returns the problems of the first rows, in the order of the file. */
  @Override
  default List<Problem> first(int count) {
    return Epochs.first(listed(), count, path().toString());
  }

  @Override
  default OptionalLong size() {
    return OptionalLong.of(listed().size());
  }

  /**
   * Keeps the problems that a data set has read, as long as the data set's record exists. They cannot be a field of the
   * record, because they are not a hyper-parameter.
   */
  final class ReadOnce<D extends FileBacked> {
    private final LoadingCache<D, List<Problem>> problems;

    ReadOnce(Function<D, List<Problem>> read) {
      problems = CacheBuilder.newBuilder().weakKeys().build(CacheLoader.from(read::apply));
    }

    List<Problem> of(D dataset) {
      try {
        return problems.getUnchecked(dataset);
      } catch (UncheckedExecutionException e) {
        if (e.getCause() instanceof UserError mistake) {
          throw mistake;
        }
        throw e;
      }
    }
  }
}
