package io.gradus.core.architecture;

import io.gradus.core.CounterRandom;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Initial weights as a function of the seed: normal matrices, norms of one, biases of zero (GPT-2's scheme, with
 * residual writers scaled down).
 */
public record Initialisation(Architecture architecture, long seed) {
  private static final double DEVIATION = 0.02;
  /** Names of the matrices whose result is added to the residual stream. */
  private static final Pattern RESIDUAL = Pattern.compile("(o_proj|down_proj|w2)\\.weight$");

  /**
   * Returns some values of a parameter.
   *
   * @param from index of the first value; must be even, because values are drawn in pairs
   */
  public float[] values(Parameter parameter, int from, int count) {
    float[] values = new float[count];
    String name = parameter.name();
    if (!parameter.decays()) {
      Arrays.fill(values, name.endsWith("bias") ? 0 : 1);
      return values;
    }
    boolean residual = RESIDUAL.matcher(name).find();
    int layers = architecture.transformer().layers().size();
    double deviation = residual ? DEVIATION / Math.sqrt(2.0 * layers) : DEVIATION;
    long place = name.hashCode();
    for (int i = 0; i < count; i += 2) {
      // Box-Muller: two normal numbers from two uniform ones
      double radius = Math.sqrt(-2 * Math.log(1 - CounterRandom.uniform(seed, place, from + i)));
      double angle = 2 * Math.PI * CounterRandom.uniform(seed, place, from + i + 1);
      values[i] = (float) (deviation * radius * Math.cos(angle));
      if (i + 1 < count) {
        values[i + 1] = (float) (deviation * radius * Math.sin(angle));
      }
    }
    return values;
  }
}
