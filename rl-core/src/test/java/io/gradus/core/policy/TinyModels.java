package io.gradus.core.policy;

import io.gradus.core.architecture.Attention;
import io.gradus.core.architecture.FeedForward;
import io.gradus.core.architecture.GroupedQueryAttention;
import io.gradus.core.architecture.LatentAttention;
import io.gradus.core.architecture.LinearScaling;
import io.gradus.core.architecture.Llama3Scaling;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.NoScaling;
import io.gradus.core.architecture.Rope;
import io.gradus.core.architecture.RouterLosses;
import io.gradus.core.architecture.Routing;
import io.gradus.core.architecture.SwiGlu;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.architecture.YarnScaling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One small architecture of every kind, by name: each has something that no other has. */
public final class TinyModels {
  private static final int WIDTH = 16;
  private static final int CONTEXT = 64;

  private TinyModels() {}

  /** All of them. */
  public static Map<String, Transformer> all() {
    Map<String, Transformer> models = new LinkedHashMap<>();
    FeedForward dense = new SwiGlu(24, false);
    models.put("biases everywhere", of(grouped(4, 2, true, true, false, 0), new SwiGlu(24, true)));
    models.put("query-key norm", of(grouped(4, 2, false, false, true, 0), dense));
    models.put("bias and query-key norm", of(grouped(2, 1, true, false, true, 0), dense));
    models.put(
        "linear scaling",
        new Transformer(
            WIDTH,
            layers(2, grouped(2, 2, false, false, false, 0), dense),
            new Rope(1e4, 8, new LinearScaling(3)),
            1e-5,
            false,
            CONTEXT));
    models.put(
        "llama3 scaling",
        new Transformer(
            WIDTH,
            layers(2, grouped(2, 1, false, false, false, 0), dense),
            new Rope(500, 8, new Llama3Scaling(4, 1, 4, 16)),
            1e-5,
            true,
            CONTEXT));
    models.put(
        "yarn",
        new Transformer(
            WIDTH,
            layers(2, grouped(2, 1, false, false, false, 0), dense),
            new Rope(100, 8, new YarnScaling(4, 8, 2, 0.5, Optional.empty(), true)),
            1e-5,
            true,
            CONTEXT));
    List<Transformer.Layer> windows =
        new ArrayList<>(layers(1, grouped(4, 2, false, false, false, 3), dense));
    windows.addAll(layers(1, grouped(4, 2, false, false, false, 0), dense));
    windows.addAll(layers(1, grouped(4, 2, false, false, true, 5), dense));
    models.put("windows in some layers", of(windows));
    models.put(
        "mixtral", of(grouped(4, 2, false, false, false, 0), mixture(Mixture.Names.MIXTRAL)));
    models.put(
        "mixture without renormalisation, shared expert with a gate, losses",
        of(
            grouped(2, 1, true, false, false, 0),
            new Mixture(
                5,
                2,
                12,
                new Routing(Routing.Gate.SOFTMAX, false, 1.5, 1, 1, false, 0),
                Optional.of(20),
                true,
                new RouterLosses(0.3, 0.2),
                Mixture.Names.QWEN)));
    models.put(
        "groups judged by their best",
        of(
            grouped(2, 1, false, false, false, 0),
            new Mixture(
                6,
                2,
                12,
                new Routing(Routing.Gate.SOFTMAX, false, 4, 3, 2, false, 0),
                Optional.of(12),
                false,
                RouterLosses.NONE,
                Mixture.Names.QWEN)));
    List<Transformer.Layer> deepSeek = new ArrayList<>(layers(1, latent(true, true), dense));
    deepSeek.addAll(layers(2, latent(true, true), sigmoid()));
    models.put(
        "deepseek-v3",
        new Transformer(
            WIDTH,
            deepSeek,
            new Rope(100, 4, new YarnScaling(4, 8, 2, 0.5, Optional.of(1.0), true)),
            1e-5,
            false,
            CONTEXT));
    models.put(
        "latent attention without compressed queries, halves rotated, biases",
        new Transformer(
            WIDTH,
            layers(
                2,
                new LatentAttention(2, Optional.empty(), 6, 4, 4, 10, 0.4, false, true),
                new SwiGlu(24, false)),
            new Rope(1e4, 4, new NoScaling()),
            1e-5,
            true,
            CONTEXT));
    return models;
  }

  static Mixture sigmoid() {
    return new Mixture(
        8,
        3,
        10,
        new Routing(Routing.Gate.SIGMOID, true, 2.5, 4, 2, true, 0),
        Optional.of(10),
        false,
        new RouterLosses(0.1, 0),
        Mixture.Names.QWEN);
  }

  static Mixture mixture(Mixture.Names names) {
    return new Mixture(
        4, 2, 12, Routing.softmax(true), Optional.empty(), false, RouterLosses.NONE, names);
  }

  static LatentAttention latent(boolean compressed, boolean interleaved) {
    return new LatentAttention(
        3, compressed ? Optional.of(8) : Optional.empty(), 6, 5, 4, 7, 0.5, interleaved, false);
  }

  static GroupedQueryAttention grouped(
      int heads, int kvHeads, boolean bias, boolean outputBias, boolean norm, int window) {
    return new GroupedQueryAttention(
        heads,
        kvHeads,
        heads == 2 ? 8 : 4,
        bias,
        outputBias,
        norm,
        window == 0 ? Optional.empty() : Optional.of(window));
  }

  private static List<Transformer.Layer> layers(
      int n, Attention attention, FeedForward feedForward) {
    List<Transformer.Layer> layers = new ArrayList<>();
    for (int l = 0; l < n; l++) {
      layers.add(new Transformer.Layer(attention, feedForward));
    }
    return layers;
  }

  private static Transformer of(Attention attention, FeedForward feedForward) {
    return of(layers(2, attention, feedForward));
  }

  private static Transformer of(List<Transformer.Layer> layers) {
    int width = ((GroupedQueryAttention) layers.get(0).attention()).headWidth();
    return new Transformer(
        WIDTH, layers, new Rope(1e4, width, new NoScaling()), 1e-5, true, CONTEXT);
  }
}
