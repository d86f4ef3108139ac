package io.gradus.datasets.combine;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.util.concurrent.UncheckedExecutionException;
import io.gradus.core.Dataset;
import io.gradus.core.UserError;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * A value that a data set computes once from the problems of another data set. It is kept as long as the record exists.
 *
 * @param <T> what is computed
 */
final class Stored<T> {
  private final Cache<Dataset, T> values = CacheBuilder.newBuilder().weakKeys().build();

  /**
   * Returns the value of a data set, computed at the first call.
   *
   * @throws UserError if the computation throws one
   */
  T of(Dataset dataset, Callable<T> compute) {
    try {
      return values.get(dataset, compute);
    } catch (ExecutionException | UncheckedExecutionException e) {
      if (e.getCause() instanceof UserError mistake) {
        throw mistake;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
