package io.gradus.core.policy.optimizer;

import java.util.Arrays;

/**
 * The 256 values of an 8-bit moment in [-1, 1], in ascending order: the dynamic tree of arXiv:2110.02861, section 1.3,
 * in bitsandbytes' order. The map covers seven decades, with more values in the higher decades.
 *
 * @param values the map; not symmetric: 1 is in it, -1 is not
 */
public record DynamicMap(float[] values) {
  private static final int DECADES = 7;

  /** Returns the map of first moments. */
  static DynamicMap signed() {
    return new DynamicMap(build(true));
  }

  /** Returns the map of second moments, which is twice as fine because they are never negative. */
  static DynamicMap unsigned() {
    return new DynamicMap(build(false));
  }

  private static float[] build(boolean signed) {
    float[] map = new float[256];
    int n = 0;
    for (int decade = 0; decade < DECADES; decade++) {
      int intervals = signed ? 1 << decade : 2 << decade;
      for (int i = 0; i < intervals; i++) {
        double middle = 0.1 + 0.9 * (i + 0.5) / intervals;
        double value = middle * Math.pow(10, decade - DECADES + 1);
        map[n++] = (float) value;
        if (signed) {
          map[n++] = (float) -value;
        }
      }
    }
    map[n++] = 0;
    map[n] = 1;
    Arrays.sort(map);
    return map;
  }

  /** Returns the midpoints between neighbours, {@code (255)}. */
  float[] midpoints() {
    float[] middles = new float[values.length - 1];
    for (int i = 0; i < middles.length; i++) {
      middles[i] = (float) (0.5 * ((double) values[i] + values[i + 1]));
    }
    return middles;
  }
}
