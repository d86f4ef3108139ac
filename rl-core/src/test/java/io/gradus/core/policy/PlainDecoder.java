package io.gradus.core.policy;

import io.gradus.core.architecture.Architecture;
import io.gradus.core.architecture.GroupedQueryAttention;
import io.gradus.core.architecture.LatentAttention;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.Transformer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A second decoder in double: one token at a time, without cache, packing or batch. Tests compare the engine with it.
 */
public final class PlainDecoder {
  private final Transformer shape;
  private final Map<String, double[]> weights = new LinkedHashMap<>();
  private final PlainRouter router;
  private final double[][] cos;
  private final double[][] sin;

  public PlainDecoder(Architecture architecture, Map<String, float[]> weights) {
    shape = architecture.transformer();
    weights.forEach((name, values) -> {
      double[] wide = new double[values.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = values[i];
      }
      this.weights.put(name, wide);
    });
    router = new PlainRouter(this);
    double[] frequencies = shape.rope().frequencies();
    double amplitude = shape.rope().amplitude();
    cos = new double[shape.context()][frequencies.length];
    sin = new double[shape.context()][frequencies.length];
    for (int position = 0; position < shape.context(); position++) {
      for (int pair = 0; pair < frequencies.length; pair++) {
        cos[position][pair] = amplitude * Math.cos(position * frequencies[pair]);
        sin[position][pair] = amplitude * Math.sin(position * frequencies[pair]);
      }
    }
  }

  /** A tensor by name: a test may change it in place. */
  public double[] weight(String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }

  /** Log-probs of the whole vocabulary after each token, {@code (T, V)}. */
  double[][] logProbs(int[] ids, double temperature) {
    int width = shape.width();
    double[][] x = new double[ids.length][];
    for (int t = 0; t < ids.length; t++) {
      int from = ids[t] * width;
      x[t] = Arrays.copyOfRange(weight("model.embed_tokens.weight"), from, from + width);
    }
    for (int l = 0; l < shape.layers().size(); l++) {
      String at = "model.layers." + l + ".";
      Transformer.Layer layer = shape.layers().get(l);
      if (layer.attention() instanceof GroupedQueryAttention grouped) {
        grouped(x, at, grouped);
      } else {
        latent(x, at, (LatentAttention) layer.attention());
      }
      for (double[] token : x) {
        double[] h = norm(token, weight(at + "post_attention_layernorm.weight"));
        add(
            token,
            layer.feedForward() instanceof Mixture mixture
                ? router.mixture(h, at, mixture)
                : swiGlu(h, at + "mlp.", "gate_proj", "up_proj", "down_proj"));
      }
    }
    double[] head = weight(shape.tiedHead() ? "model.embed_tokens.weight" : "lm_head.weight");
    double[][] logProbs = new double[ids.length][];
    for (int t = 0; t < ids.length; t++) {
      logProbs[t] = logSoftmax(times(head, norm(x[t], weight("model.norm.weight"))), temperature);
    }
    return logProbs;
  }

  private void grouped(double[][] x, String at, GroupedQueryAttention a) {
    int d = a.headWidth();
    double[][] q = new double[x.length][];
    double[][] k = new double[x.length][];
    double[][] v = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double[] h = norm(x[t], weight(at + "input_layernorm.weight"));
      q[t] = heads(linear(h, at + "self_attn.q_proj"), at + "self_attn.q_norm.weight", a, t);
      k[t] = heads(linear(h, at + "self_attn.k_proj"), at + "self_attn.k_norm.weight", a, t);
      v[t] = linear(h, at + "self_attn.v_proj");
    }
    for (int t = 0; t < x.length; t++) {
      double[] o = new double[a.heads() * d];
      int first = Math.max(0, t + 1 - a.window().orElse(Integer.MAX_VALUE));
      for (int head = 0; head < a.heads(); head++) {
        int kv = head / (a.heads() / a.kvHeads());
        double[] scores = new double[t + 1 - first];
        for (int s = first; s <= t; s++) {
          for (int i = 0; i < d; i++) {
            scores[s - first] += q[t][head * d + i] * k[s][kv * d + i] / Math.sqrt(d);
          }
        }
        double[] attention = logSoftmax(scores, 1);
        for (int s = first; s <= t; s++) {
          for (int i = 0; i < d; i++) {
            o[head * d + i] += Math.exp(attention[s - first]) * v[s][kv * d + i];
          }
        }
      }
      add(x[t], linear(o, at + "self_attn.o_proj"));
    }
  }

  /** Heads of queries or keys: normalised where that is asked for, then rotated. */
  private double[] heads(double[] x, String norm, GroupedQueryAttention a, int position) {
    double[] y = new double[x.length];
    for (int from = 0; from < x.length; from += a.headWidth()) {
      double[] head = Arrays.copyOfRange(x, from, from + a.headWidth());
      head = rotate(a.norm() ? norm(head, weight(norm)) : head, position, false);
      System.arraycopy(head, 0, y, from, head.length);
    }
    return y;
  }

  private void latent(double[][] x, String at, LatentAttention a) {
    String self = at + "self_attn.";
    int pair = a.nope() + a.valueWidth();
    int query = a.nope() + a.rope();
    double[][] q = new double[x.length][];
    double[][] kv = new double[x.length][];
    double[][] shared = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double[] h = norm(x[t], weight(at + "input_layernorm.weight"));
      q[t] = a.queryLatent().isPresent()
          ? linear(
              norm(linear(h, self + "q_a_proj"), weight(self + "q_a_layernorm.weight"), 1e-6),
              self + "q_b_proj")
          : linear(h, self + "q_proj");
      double[] c = linear(h, self + "kv_a_proj_with_mqa");
      kv[t] = linear(
          norm(Arrays.copyOf(c, a.latent()), weight(self + "kv_a_layernorm.weight"), 1e-6),
          self + "kv_b_proj");
      shared[t] = rotate(Arrays.copyOfRange(c, a.latent(), c.length), t, a.interleaved());
    }
    for (int t = 0; t < x.length; t++) {
      double[] o = new double[a.heads() * a.valueWidth()];
      for (int head = 0; head < a.heads(); head++) {
        int from = head * query;
        double[] turned =
            rotate(Arrays.copyOfRange(q[t], from + a.nope(), from + query), t, a.interleaved());
        double[] scores = new double[t + 1];
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < a.nope(); i++) {
            scores[s] += q[t][from + i] * kv[s][head * pair + i] * a.scale();
          }
          for (int i = 0; i < a.rope(); i++) {
            scores[s] += turned[i] * shared[s][i] * a.scale();
          }
        }
        double[] attention = logSoftmax(scores, 1);
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < a.valueWidth(); i++) {
            o[head * a.valueWidth() + i] +=
                Math.exp(attention[s]) * kv[s][head * pair + a.nope() + i];
          }
        }
      }
      add(x[t], linear(o, self + "o_proj"));
    }
  }

  double[] swiGlu(double[] h, String at, String gateName, String upName, String downName) {
    double[] gate = linear(h, at + gateName);
    double[] up = linear(h, at + upName);
    for (int i = 0; i < gate.length; i++) {
      gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
    }
    return linear(gate, at + downName);
  }

  /** With its bias, if there is one. */
  private double[] linear(double[] x, String name) {
    double[] y = times(weight(name + ".weight"), x);
    if (weights.containsKey(name + ".bias")) {
      add(y, weight(name + ".bias"));
    }
    return y;
  }

  private double[] norm(double[] x, double[] weight) {
    return norm(x, weight, shape.normEpsilon());
  }

  private static double[] norm(double[] x, double[] weight, double epsilon) {
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    double scale = 1 / Math.sqrt(squares / x.length + epsilon);
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] * scale * weight[i];
    }
    return y;
  }

  /** One head: pairs are the halves', or neighbours. */
  private double[] rotate(double[] x, int position, boolean interleaved) {
    int pairs = x.length / 2;
    double[] y = new double[x.length];
    for (int pair = 0; pair < pairs; pair++) {
      int a = interleaved ? 2 * pair : pair;
      int b = interleaved ? a + 1 : pair + pairs;
      y[a] = x[a] * cos[position][pair] - x[b] * sin[position][pair];
      y[b] = x[b] * cos[position][pair] + x[a] * sin[position][pair];
    }
    return y;
  }

  static double[] times(double[] matrix, double[] x) {
    double[] y = new double[matrix.length / x.length];
    for (int r = 0; r < y.length; r++) {
      for (int i = 0; i < x.length; i++) {
        y[r] += matrix[r * x.length + i] * x[i];
      }
    }
    return y;
  }

  static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }

  static double[] logSoftmax(double[] z, double temperature) {
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

  /** In nats. */
  public static double entropy(double[] logProbs) {
    double entropy = 0;
    for (double logProb : logProbs) {
      entropy -= Math.exp(logProb) * logProb;
    }
    return entropy;
  }

  /** Log-probs of the whole vocabulary before each completion token, {@code (T, V)}. */
  public double[][] completionLogProbs(TokenSequence sequence, double temperature) {
    int p = sequence.prompt().length;
    int[] ids = Arrays.copyOf(sequence.prompt(), p + sequence.completion().length - 1);
    System.arraycopy(sequence.completion(), 0, ids, p, ids.length - p);
    double[][] all = logProbs(ids, temperature);
    return Arrays.copyOfRange(all, p - 1, ids.length);
  }

  /** The loss with these slopes by the tokens' log-probs and entropies, and what the router is asked for besides. */
  double loss(
      List<TokenSequence> sequences, double temperature, float[][] byLogProb, float[][] byEntropy) {
    router.begin();
    double loss = 0;
    for (int i = 0; i < sequences.size(); i++) {
      double[][] logProbs = completionLogProbs(sequences.get(i), temperature);
      for (int t = 0; t < logProbs.length; t++) {
        loss += byLogProb[i][t] * logProbs[t][sequences.get(i).completion()[t]]
            + byEntropy[i][t] * entropy(logProbs[t]);
      }
    }
    return loss + router.losses(shape.mixtures());
  }
}
