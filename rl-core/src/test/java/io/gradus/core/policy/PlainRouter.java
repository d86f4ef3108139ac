package io.gradus.core.policy;

import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.Routing;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The experts of {@link PlainDecoder}, a token at a time, and the router's own losses over the tokens since {@link
 * #begin}.
 */
final class PlainRouter {
  private final PlainDecoder decoder;
  private double[] load = new double[0];
  private double[] affinity = new double[0];
  private double squares;
  private int tokens;

  PlainRouter(PlainDecoder decoder) {
    this.decoder = decoder;
  }

  void begin() {
    load = new double[0];
    affinity = new double[0];
    squares = 0;
    tokens = 0;
  }

  double[] mixture(double[] h, String at, Mixture m) {
    boolean mixtral = m.names() == Mixture.Names.MIXTRAL;
    String block = at + (mixtral ? "block_sparse_moe." : "mlp.");
    double[] z = PlainDecoder.times(decoder.weight(block + "gate.weight"), h);
    double[] s = scores(z, m.routing().gate());
    double[] c = s.clone();
    if (m.routing().correction()) {
      PlainDecoder.add(c, decoder.weight(block + "gate.e_score_correction_bias"));
    }
    List<Integer> chosen = choose(c, m);
    count(z, s, chosen, m);
    double sum = chosen.stream().mapToDouble(e -> s[e]).sum();
    double[] y = new double[h.length];
    for (int e : chosen) {
      String expert = block + "experts." + e + ".";
      double[] answer = mixtral
          ? decoder.swiGlu(h, expert, "w1", "w3", "w2")
          : decoder.swiGlu(h, expert, "gate_proj", "up_proj", "down_proj");
      double weight = s[e] * m.routing().scale() / (m.routing().renormalise() ? sum : 1);
      for (int i = 0; i < y.length; i++) {
        y[i] += weight * answer[i];
      }
    }
    if (m.shared().isPresent()) {
      String shared = block + (m.sharedGate() ? "shared_expert." : "shared_experts.");
      double[] answer = decoder.swiGlu(h, shared, "gate_proj", "up_proj", "down_proj");
      double gate = m.sharedGate()
          ? 1
              / (1
                  + Math.exp(
                      -PlainDecoder.times(decoder.weight(block + "shared_expert_gate.weight"), h)[
                          0]))
          : 1;
      for (int i = 0; i < y.length; i++) {
        y[i] += gate * answer[i];
      }
    }
    return y;
  }

  private static double[] scores(double[] z, Routing.Gate gate) {
    double[] logs = PlainDecoder.logSoftmax(z, 1);
    double[] s = new double[z.length];
    for (int e = 0; e < s.length; e++) {
      s[e] = gate == Routing.Gate.SIGMOID ? 1 / (1 + Math.exp(-z[e])) : Math.exp(logs[e]);
    }
    return s;
  }

  private static List<Integer> choose(double[] c, Mixture m) {
    int size = c.length / m.routing().groups();
    int judged = m.routing().correction() ? 2 : 1;
    Set<Integer> groups = new HashSet<>(best(
        IntStream.range(0, m.routing().groups())
            .mapToDouble(g -> best(c, g * size, (g + 1) * size, judged).stream()
                .mapToDouble(e -> c[e])
                .sum())
            .toArray(),
        0,
        m.routing().groups(),
        m.routing().activeGroups()));
    return IntStream.range(0, c.length)
        .filter(e -> m.routing().groups() == 1 || groups.contains(e / size))
        .boxed()
        .sorted(Comparator.comparingDouble(e -> -c[e]))
        .limit(m.active())
        .toList();
  }

  private static List<Integer> best(double[] c, int from, int to, int n) {
    return IntStream.range(from, to)
        .boxed()
        .sorted(Comparator.comparingDouble(e -> -c[e]))
        .limit(Math.min(n, to - from))
        .toList();
  }

  private void count(double[] z, double[] s, List<Integer> chosen, Mixture m) {
    if (load.length == 0) {
      load = new double[z.length];
      affinity = new double[z.length];
    }
    double sum = 0;
    double partition = 0;
    for (int e = 0; e < z.length; e++) {
      sum += m.routing().gate() == Routing.Gate.SIGMOID ? s[e] : 0;
      partition += Math.exp(z[e]);
    }
    for (int e = 0; e < z.length; e++) {
      affinity[e] += sum == 0 ? s[e] : s[e] / sum;
    }
    chosen.forEach(e -> load[e]++);
    squares += Math.pow(Math.log(partition), 2);
    tokens++;
  }

  /** arXiv:2101.03961, equation 4, and arXiv:2202.08906, equation 5, over the tokens of all mixtures. */
  double losses(List<Mixture> mixtures) {
    double loss = 0;
    for (Mixture m : mixtures.subList(0, Math.min(1, mixtures.size()))) {
      for (int e = 0; e < load.length; e++) {
        loss += m.losses().auxiliary() * load.length * load[e] / tokens * affinity[e] / tokens;
      }
      loss += m.losses().z() * squares / tokens * mixtures.size();
    }
    return loss;
  }
}
