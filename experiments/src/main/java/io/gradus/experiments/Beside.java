package io.gradus.experiments;

import com.google.common.base.Throwables;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.util.concurrent.UncheckedExecutionException;
import java.util.function.Function;

/** Values that are expensive to derive from an object: each is computed once and kept as long as its object lives. */
public final class Beside<K, V> {
  private final LoadingCache<K, V> made;

  public Beside(Function<K, V> make) {
    made = CacheBuilder.newBuilder().weakKeys().build(CacheLoader.from(make::apply));
  }

  /**
   * Returns the value for this object; objects are compared by identity. If computing the value throws, the exception
   * is passed on, and the next call tries again.
   */
  public V get(K key) {
    try {
      return made.getUnchecked(key);
    } catch (UncheckedExecutionException e) {
      Throwable cause = e;
      while (cause instanceof UncheckedExecutionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      Throwables.throwIfUnchecked(cause);
      throw e;
    }
  }
}
