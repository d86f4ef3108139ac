package io.gradus.core.policy;

import io.gradus.core.architecture.Attention;
import io.gradus.core.architecture.Block;
import io.gradus.core.architecture.FeedForward;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.engine.Compute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * TorchScript source of a policy: {@code decoder.py} with the blocks of its layers. Equal blocks are written once; a
 * layer refers to its block by number.
 *
 * @param adapter constants of {@code project.py}
 */
record DecoderSource(
    Transformer transformer, int vocabulary, Compute compute, Map<String, Object> adapter) {

  String text() {
    List<Attention> attentions = distinct(Transformer.Layer::attention);
    List<FeedForward> feedForwards = distinct(Transformer.Layer::feedForward);
    StringBuilder blocks = new StringBuilder(resource("norms"));
    for (int kind = 0; kind < attentions.size(); kind++) {
      Attention attention = attentions.get(kind);
      Map<String, Object> constants = block(attention, kind);
      constants.put("layout_stride", 3 + transformer.masks().size());
      constants.put("window", transformer.window(attention).orElse(Integer.MAX_VALUE));
      constants.put("windowed", transformer.window(attention).isPresent() ? 1 : 0);
      constants.put("mask", 3 + transformer.masks().indexOf(transformer.mask(attention)));
      blocks.append(fill(resource(attention.resource()), constants));
    }
    for (int kind = 0; kind < feedForwards.size(); kind++) {
      FeedForward feedForward = feedForwards.get(kind);
      blocks.append(fill(resource(feedForward.resource()), block(feedForward, kind)));
    }
    List<Integer> attentionKinds = kinds(attentions, Transformer.Layer::attention);
    List<Integer> feedForwardKinds = kinds(feedForwards, Transformer.Layer::feedForward);
    List<Integer> attentionAt = new ArrayList<>();
    List<Integer> feedForwardAt = new ArrayList<>();
    int at = 1;
    for (int l = 0; l < transformer.layers().size(); l++) {
      Transformer.Layer layer = transformer.layers().get(l);
      attentionAt.add(at);
      at += layer.attention().parameters("", transformer.width()).size();
      feedForwardAt.add(at);
      at += layer.feedForward().parameters("", transformer.width()).size();
    }
    blocks
        .append(dispatch("attention", FORWARD_ATTENTION, attentionKinds, attentionAt))
        .append(dispatch("attention_backward", BACKWARD_ATTENTION, attentionKinds, attentionAt))
        .append(dispatch("attention_step", STEP_ATTENTION, attentionKinds, attentionAt))
        .append(dispatch("feed_forward", FORWARD, feedForwardKinds, feedForwardAt))
        .append(dispatch("feed_forward_backward", BACKWARD, feedForwardKinds, feedForwardAt))
        .append(dispatch("feed_forward_step", STEP, feedForwardKinds, feedForwardAt))
        .append(resource("body"))
        .append(resource("scalar-head"));
    String source = resource("decoder")
        .replace("$matmul$", resource("matmul-" + compute.matmul().label()))
        .replace("$pack$", resource("pack-" + compute.packing().label()))
        .replace("$project$", resource("project"))
        .replace("$blocks$", blocks);
    return fill(source, constants(at));
  }

  /**
   * Parameters of a block's method: name and type, in order, without {@code self}, the layer and the place of its
   * weights.
   */
  private record Signature(String first, Map<String, String> rest, String result) {
    Signature(String first, Map<String, String> rest) {
      this(first, rest, "Tensor");
    }
  }

  private static final Signature FORWARD_ATTENTION = new Signature(
      "x",
      ordered(
          "turn", "List[Tensor]",
          "layout", "List[Tensor]",
          "w", "List[Tensor]",
          "saved", "List[Tensor]",
          "keep", "bool",
          "cache", "List[Tensor]"));
  private static final Signature BACKWARD_ATTENTION = new Signature(
      "dx",
      ordered(
          "turn", "List[Tensor]",
          "layout", "List[Tensor]",
          "saved", "List[Tensor]",
          "w", "List[Tensor]",
          "g", "List[Tensor]"));
  private static final Signature FORWARD = new Signature(
      "x",
      ordered(
          "w", "List[Tensor]",
          "saved", "List[Tensor]",
          "keep", "bool",
          "loads", "List[Tensor]"));
  private static final Signature BACKWARD = new Signature(
      "dx",
      ordered(
          "saved", "List[Tensor]",
          "w", "List[Tensor]",
          "g", "List[Tensor]",
          "balance", "Tensor",
          "z_loss", "float"));

  private static final Signature STEP_ATTENTION = new Signature(
      "x",
      ordered(
          "turn", "List[Tensor]",
          "masks", "List[Tensor]",
          "masked", "int",
          "prompts", "Tensor",
          "rows", "Tensor",
          "grown", "int",
          "epsilon", "Tensor",
          "w", "List[Tensor]",
          "packed", "List[Tensor]"),
      "None");
  private static final Signature STEP = new Signature(
      "x", ordered("epsilon", "Tensor", "w", "List[Tensor]", "packed", "List[Tensor]"), "None");

  private static Map<String, String> ordered(String... namesAndTypes) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      map.put(namesAndTypes[i], namesAndTypes[i + 1]);
    }
    return map;
  }

  /**
   * Writes a method that chooses by layer: it calls the method of the layer's block, with the place of the layer's
   * weights.
   */
  private static String dispatch(
      String method, Signature signature, List<Integer> kinds, List<Integer> places) {
    String types = signature.rest().entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining(", "));
    String names = String.join(", ", signature.rest().keySet());
    StringBuilder source =
        new StringBuilder("  def %s(self: __torch__.Decoder, l: int, %s: Tensor, %s) -> %s:%n"
            .formatted(method, signature.first(), types, signature.result()));
    source.append("    p = %s[l]%n".formatted(places));
    int last = kinds.stream().mapToInt(k -> k).max().orElseThrow();
    for (int kind = 0; kind <= last; kind++) {
      String call =
          "return (self).%s_%d(%s, p, %s, )%n".formatted(method, kind, signature.first(), names);
      source.append(
          kind == last
              ? "    " + call
              : "    if %s[l] == %d:%n      ".formatted(kinds, kind) + call);
    }
    return source.append('\n').toString();
  }

  private <T> List<T> distinct(Function<Transformer.Layer, T> half) {
    return transformer.layers().stream().map(half).distinct().toList();
  }

  private <T> List<Integer> kinds(List<T> distinct, Function<Transformer.Layer, T> half) {
    return transformer.layers().stream()
        .map(l -> distinct.indexOf(half.apply(l)))
        .toList();
  }

  private Map<String, Object> block(Block block, int kind) {
    Map<String, Object> constants = new LinkedHashMap<>(block.constants(transformer.width()));
    constants.put("kind", kind);
    return constants;
  }

  private Map<String, Object> constants(int finalNorm) {
    List<Attention> layers =
        transformer.layers().stream().map(Transformer.Layer::attention).toList();
    List<Attention> kinds = distinct(Transformer.Layer::attention);
    Map<String, Object> c = new LinkedHashMap<>();
    c.put("layers", transformer.layers().size());
    c.put("vocabulary", vocabulary);
    c.put("epsilon", transformer.normEpsilon());
    c.put("inverse_width", 1.0 / transformer.width());
    c.put("final_norm", finalNorm);
    c.put("head", transformer.tiedHead() ? 0 : finalNorm + 1);
    c.put("cache_planes", each(layers, a -> a.cache().planes()));
    c.put("cache_heads", each(layers, a -> a.cache().heads()));
    c.put("cache_widths", each(layers, a -> a.cache().width()));
    c.put("mask_heads", each(kinds, a -> a.cache().heads()));
    c.put("packable", transformer.packable());
    c.put("windows", each(kinds, a -> transformer.window(a).orElse(0)));
    c.putAll(adapter);
    return c;
  }

  private static List<Integer> each(
      List<Attention> attentions, Function<Attention, Integer> number) {
    return attentions.stream().map(number).toList();
  }

  private static String fill(String source, Map<String, Object> constants) {
    String filled = source;
    for (Map.Entry<String, Object> constant : constants.entrySet()) {
      filled = filled.replace("$" + constant.getKey() + "$", constant.getValue().toString());
    }
    return filled;
  }

  private static String resource(String name) {
    return Compute.resource("/io/gradus/core/policy/torchscript/" + name + ".py");
  }
}
