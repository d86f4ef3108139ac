package io.gradus.core.policy;

import io.gradus.core.CounterRandom;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Pattern;

/** First weights as a function of the seed: normal matrices, norms of one, biases of zero (GPT-2's scheme, with residual writers scaled down). */
record Initialisation(Architecture architecture, long seed)
    implements Function<Parameter, float[]> {
  private static final double DEVIATION = 0.02;
  /** The matrices whose result is added to the residual stream. */
  private static final Pattern RESIDUAL = Pattern.compile("(o_proj|down_proj|w2)\\.weight$");

  @Override
  public float[] apply(Parameter parameter) {
    float[] values = new float[Math.toIntExact(parameter.size())];
    String name = parameter.parts().get(0).name();
    if (!parameter.decays()) {
      Arrays.fill(values, name.endsWith("bias") ? 0 : 1);
      return values;
    }
    boolean residual = RESIDUAL.matcher(name).find();
    int layers = architecture.transformer().layers().size();
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
