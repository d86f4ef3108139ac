package io.gradus.experiments.run;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * Keeps the heap at the size that a run needs. The serial collector lets the old generation grow to its bound before it looks
 * at it for the first time, so that memory seems to leak over thousands of steps; here it is collected between two steps as
 * soon as what gathered since the last collection is worth the tenths of a second.
 */
final class SteadyHeap {
  private static final long WORTH_BYTES = 24L << 20;

  private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
      .filter(pool -> pool.getType() == MemoryType.HEAP && isOld(pool.getName()))
      .toList();

  private static boolean isOld(String name) {
    return name.contains("Tenured") || name.contains("Old");
  }

  /** Collects if it is worth it. */
  void step() {
    for (MemoryPoolMXBean pool : pools) {
      MemoryUsage kept = pool.getCollectionUsage();
      if (pool.getUsage().getUsed() - (kept == null ? 0 : kept.getUsed()) > WORTH_BYTES) {
        System.gc();
        return;
      }
    }
  }
}
