package io.gradus.experiments;

import com.google.common.base.Throwables;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.util.concurrent.UncheckedExecutionException;
import java.util.function.Function;

/** What is derived from an object and costs something: made once, and kept for as long as the object lives. */
public final class Beside<K, V> {
  private final LoadingCache<K, V> made;

  public Beside(Function<K, V> make) {
    made = CacheBuilder.newBuilder().weakKeys().build(CacheLoader.from(make::apply));
  }

  /** What belongs to this very object; what making it throws is thrown, and tried again the next time. */
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
