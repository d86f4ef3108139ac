package io.gradus.core.policy;

import io.gradus.core.CounterRandom;
import java.util.Arrays;
import java.util.function.Function;

/** First weights as a function of the seed: normal matrices, norms of one (GPT-2's scheme, with residual writers scaled down). */
record Initialisation(Architecture architecture, int vocabulary, long seed)
    implements Function<Parameter, float[]> {
  private static final double DEVIATION = 0.02;

  @Override
  public float[] apply(Parameter parameter) {
    float[] values = new float[Math.toIntExact(parameter.size())];
    if (!parameter.decays()) {
      Arrays.fill(values, 1);
      return values;
    }
    String name = parameter.parts().get(0).name();
    boolean residual = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
    long layers = architecture.parameters(vocabulary).stream()
        .filter(p -> p.parts().get(0).name().endsWith("down_proj.weight"))
        .count();
    double deviation = residual ? DEVIATION / Math.sqrt(2.0 * layers) : DEVIATION;
    long place = name.hashCode();
    for (int i = 0; i < values.length; i += 2) {
      // Box and Muller: two normal numbers from two uniform ones.
      double radius = Math.sqrt(-2 * Math.log(1 - CounterRandom.uniform(seed, place, i)));
      double angle = 2 * Math.PI * CounterRandom.uniform(seed, place, i + 1);
      values[i] = (float) (deviation * radius * Math.cos(angle));
      if (i + 1 < values.length) {
        values[i + 1] = (float) (deviation * radius * Math.sin(angle));
      }
    }
    return values;
  }
}
