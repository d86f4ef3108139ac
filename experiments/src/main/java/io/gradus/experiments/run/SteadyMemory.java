package io.gradus.experiments.run;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Optional;

/**
 * Keeps a run at the size that it needs, over thousands of steps. The serial collector lets the old generation grow to its bound
 * before it looks at it for the first time, and glibc's free memory, which is kept from step to step for speed, falls into pieces
 * as arrays of ever other lengths come and go: so now and then, between two steps, the one is collected and the other given back.
 */
final class SteadyMemory {
  private static final long WORTH_BYTES = 24L << 20;
  private static final int STEPS = 50;

  private final List<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
      .filter(pool -> pool.getType() == MemoryType.HEAP && isOld(pool.getName()))
      .toList();
  private final Optional<Function> trim = mallocTrim();

  private static boolean isOld(String name) {
    return name.contains("Tenured") || name.contains("Old");
  }

  /** glibc's {@code malloc_trim}; other C libraries have none. */
  private static Optional<Function> mallocTrim() {
    try {
      return Platform.isLinux()
          ? Optional.of(NativeLibrary.getInstance("c").getFunction("malloc_trim"))
          : Optional.empty();
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }

  /** After a step. */
  void step(long step) {
    if (old.stream().anyMatch(SteadyMemory::gathered)) {
      System.gc();
    }
    if (step % STEPS == 0) {
      trim.ifPresent(function -> function.invokeInt(new Object[] {0L}));
    }
  }

  private static boolean gathered(MemoryPoolMXBean pool) {
    MemoryUsage kept = pool.getCollectionUsage();
    return pool.getUsage().getUsed() - (kept == null ? 0 : kept.getUsed()) > WORTH_BYTES;
  }
}
