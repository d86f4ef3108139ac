package io.gradus.core.policy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The decoder of arXiv:2302.13971 once more: in double, one token at a time, no cache, no packing and no batch. What the engine
 * computes is compared with it.
 */
final class PlainDecoder {
  private final Decoder shape;
  private final Map<String, double[]> weights = new LinkedHashMap<>();
  private final double[][] cos;
  private final double[][] sin;

  PlainDecoder(Decoder shape, Map<String, float[]> weights) {
    this.shape = shape;
    weights.forEach((name, values) -> {
      double[] wide = new double[values.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = values[i];
      }
      this.weights.put(name, wide);
    });
    int half = shape.headSize() / 2;
    cos = new double[shape.context()][half];
    sin = new double[shape.context()][half];
    for (int position = 0; position < shape.context(); position++) {
      for (int pair = 0; pair < half; pair++) {
        double angle = position * Math.pow(shape.ropeTheta(), -(double) pair / half);
        cos[position][pair] = Math.cos(angle);
        sin[position][pair] = Math.sin(angle);
      }
    }
  }

  double[] weight(String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }

  /** Log-probs of the whole vocabulary after each token, {@code (T, V)}. */
  double[][] logProbs(int[] ids, double temperature) {
    double[][] x = new double[ids.length][];
    for (int t = 0; t < ids.length; t++) {
      int from = ids[t] * shape.width();
      x[t] = Arrays.copyOfRange(weight("model.embed_tokens.weight"), from, from + shape.width());
    }
    for (int l = 0; l < shape.layers(); l++) {
      layer(x, "model.layers." + l + ".");
    }
    double[] head = weight(shape.tiedHead() ? "model.embed_tokens.weight" : "lm_head.weight");
    double[][] logProbs = new double[ids.length][];
    for (int t = 0; t < ids.length; t++) {
      logProbs[t] = logSoftmax(times(head, norm(x[t], weight("model.norm.weight"))), temperature);
    }
    return logProbs;
  }

  private void layer(double[][] x, String at) {
    int d = shape.headSize();
    double[][] q = new double[x.length][];
    double[][] k = new double[x.length][];
    double[][] v = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double[] h = norm(x[t], weight(at + "input_layernorm.weight"));
      q[t] = rotate(times(weight(at + "self_attn.q_proj.weight"), h), t);
      k[t] = rotate(times(weight(at + "self_attn.k_proj.weight"), h), t);
      v[t] = times(weight(at + "self_attn.v_proj.weight"), h);
      double[] o = new double[shape.heads() * d];
      for (int head = 0; head < shape.heads(); head++) {
        int kv = head / (shape.heads() / shape.keyValueHeads());
        double[] scores = new double[t + 1];
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < d; i++) {
            scores[s] += q[t][head * d + i] * k[s][kv * d + i] / Math.sqrt(d);
          }
        }
        double[] attention = logSoftmax(scores, 1);
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < d; i++) {
            o[head * d + i] += Math.exp(attention[s]) * v[s][kv * d + i];
          }
        }
      }
      add(x[t], times(weight(at + "self_attn.o_proj.weight"), o));
    }
    for (double[] token : x) {
      double[] h = norm(token, weight(at + "post_attention_layernorm.weight"));
      double[] gate = times(weight(at + "mlp.gate_proj.weight"), h);
      double[] up = times(weight(at + "mlp.up_proj.weight"), h);
      for (int i = 0; i < gate.length; i++) {
        gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
      }
      add(token, times(weight(at + "mlp.down_proj.weight"), gate));
    }
  }

  private double[] norm(double[] x, double[] weight) {
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    double scale = 1 / Math.sqrt(squares / x.length + shape.normEpsilon());
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] * scale * weight[i];
    }
    return y;
  }

  private double[] rotate(double[] x, int position) {
    int d = shape.headSize();
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int pair = i % d % (d / 2);
      boolean firstHalf = i % d < d / 2;
      double other = firstHalf ? -x[i + d / 2] : x[i - d / 2];
      y[i] = x[i] * cos[position][pair] + other * sin[position][pair];
    }
    return y;
  }

  private static double[] times(double[] matrix, double[] x) {
    double[] y = new double[matrix.length / x.length];
    for (int r = 0; r < y.length; r++) {
      for (int i = 0; i < x.length; i++) {
        y[r] += matrix[r * x.length + i] * x[i];
      }
    }
    return y;
  }

  private static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }

  private static double[] logSoftmax(double[] z, double temperature) {
    double max = Double.NEGATIVE_INFINITY;
    for (double value : z) {
      max = Math.max(max, value / temperature);
    }
    double sum = 0;
    for (double value : z) {
      sum += Math.exp(value / temperature - max);
    }
    double[] logProbs = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      logProbs[i] = z[i] / temperature - max - Math.log(sum);
    }
    return logProbs;
  }

  static double entropy(double[] logProbs) {
    double entropy = 0;
    for (double logProb : logProbs) {
      entropy -= Math.exp(logProb) * logProb;
    }
    return entropy;
  }

  /** Log-probs of the whole vocabulary before each completion token, {@code (T, V)}. */
  double[][] completionLogProbs(TokenSequence sequence, double temperature) {
    int p = sequence.prompt().length;
    int[] ids = Arrays.copyOf(sequence.prompt(), p + sequence.completion().length - 1);
    System.arraycopy(sequence.completion(), 0, ids, p, ids.length - p);
    double[][] all = logProbs(ids, temperature);
    return Arrays.copyOfRange(all, p - 1, ids.length);
  }

  /** The loss with these slopes by the tokens' log-probs and entropies. */
  double loss(
      List<TokenSequence> sequences, double temperature, float[][] byLogProb, float[][] byEntropy) {
    double loss = 0;
    for (int i = 0; i < sequences.size(); i++) {
      double[][] logProbs = completionLogProbs(sequences.get(i), temperature);
      for (int t = 0; t < logProbs.length; t++) {
        loss += byLogProb[i][t] * logProbs[t][sequences.get(i).completion()[t]]
            + byEntropy[i][t] * entropy(logProbs[t]);
      }
    }
    return loss;
  }
}
