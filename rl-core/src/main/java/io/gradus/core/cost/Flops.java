package io.gradus.core.cost;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Origin;
import io.gradus.core.architecture.Architecture;
import io.gradus.core.architecture.Head;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Counts the floating-point operations of a model's passes: 2 for each multiplication and addition of a matrix product
 * (arXiv:2204.02311, appendix B).
 *
 * <p>A product counts if the result needs it. Adjacent sequences with the same prompt share it, so the prompt counts
 * once. A completion's last token is scored, but does not go through the network. Attention is causal, so a token reads
 * itself and earlier tokens, within the window if there is one. In a mixture of experts, the router, the active experts
 * and the shared experts count. Padding and masked scores do not count. Norms, activations, softmax, the optimizer and
 * the sums of an embedding's gradient do not count either, because they are not matrix products.
 *
 * @param adapter adapter that is trained while the weights are frozen; absent: all weights are trained
 */
public record Flops(Architecture architecture, int vocabulary, Optional<Lora> adapter) {
  /** Passes of attention over the pairs of tokens in backward: two products for each product of forward. */
  private static final int ATTENTION_BACKWARD = 2;

  /** Returns the counts of a policy. */
  public static Flops of(Policy policy) {
    return new Flops(policy.architecture(), policy.vocabulary(), policy.lora());
  }

  /** Returns the operations of one token in the linear layers of the body: 2 per active weight. */
  public double token() {
    return architecture.bodyFlops() + adapterToken();
  }

  /** Returns the operations of the head for one token: the logits of the whole vocabulary, or one score. */
  public double head() {
    boolean scalar = architecture.transformer().head() == Head.SCALAR;
    return 2.0 * (scalar ? 1 : vocabulary) * architecture.width();
  }

  /** Returns the operations of an adapter for one token: {@code 2 r (in + out)} for each adapted matrix. */
  private double adapterToken() {
    return adapter.map(this::weights).orElse(0.0) * 2;
  }

  private double weights(Lora lora) {
    double weights = 0;
    double active = architecture.transformer().mixtures().stream()
        .mapToDouble(m -> (double) m.active() / m.experts())
        .findFirst()
        .orElse(1);
    for (Parameter parameter : architecture.parameters(vocabulary)) {
      for (Parameter.Part part : parameter.parts()) {
        if (lora.adapts(parameter, part)) {
          double share = part.name().contains(".experts.") ? active : 1;
          weights += share * lora.rank() * (parameter.shape()[1] + part.rows());
        }
      }
    }
    return weights;
  }

  /** Returns the operations of a pass that scores completions, without a gradient. */
  public double score(List<TokenSequence> sequences) {
    return states(sequences) + scored(sequences) * head();
  }

  /** Returns the operations of a pass through the body: linear layers and attention, without the head. */
  public double states(List<TokenSequence> sequences) {
    return tokens(sequences) * token() + attention(sequences);
  }

  /**
   * Returns the operations of a gradient: forward and backward. Backward computes the gradient of the inputs of each
   * linear layer and of its weights. Frozen weights have no gradient, but their adapter has one.
   *
   * @param checkpointing whether backward runs each layer forward again
   * @param logitsAgain whether backward computes the logits again, because probabilities were not kept
   */
  public double gradient(
      List<TokenSequence> sequences, boolean checkpointing, boolean logitsAgain) {
    double tokens = tokens(sequences);
    double pairs = attention(sequences);
    double trained = adapter.isPresent() ? adapterToken() : token();
    double headTrained = adapter.isPresent() ? 0 : head();
    double forward = tokens * token() + pairs;
    double backward = tokens * (token() + trained) + ATTENTION_BACKWARD * pairs;
    double scored = scored(sequences);
    return forward
        + backward
        + (checkpointing ? forward : 0)
        + scored * (2 * head() + headTrained + (logitsAgain ? head() : 0));
  }

  /**
   * Returns the operations that sampled the completions of groups. Each different prompt of a group is read once, with
   * the tokens that its completions were given. Each later token reads the cache. Completions of an expert were not
   * sampled.
   */
  public double sampling(List<Group> groups) {
    double flops = 0;
    for (Group group : groups) {
      Set<List<Integer>> prompts = new LinkedHashSet<>();
      for (Completion completion : group.completions()) {
        if (completion.origin() == Origin.EXPERT || completion.length() == 0) {
          continue;
        }
        int given = given(completion);
        int before = completion.prompt().length + given;
        if (prompts.add(context(completion, given))) {
          flops += prefill(before);
        }
        flops += decode(before, completion.length() - given);
      }
    }
    return flops;
  }

  /** Returns the number of first tokens that were given to the sampler, such as the beginning of a worked solution. */
  private static int given(Completion completion) {
    return completion.origin() == Origin.POLICY
        ? Math.max(0, completion.learned().nextSetBit(0))
        : 0;
  }

  private static List<Integer> context(Completion completion, int given) {
    return IntStream.concat(
            Arrays.stream(completion.prompt()), Arrays.stream(completion.tokens(), 0, given))
        .boxed()
        .collect(Collectors.toList());
  }

  /**
   * Returns the operations of reading a prompt before sampling, with the logits of the first token.
   *
   * @param prompt tokens of the prompt
   */
  public double prefill(int prompt) {
    return prompt * token() + pairs(0, prompt, false) + head();
  }

  /**
   * Returns the operations of sampling a completion after its prompt was read.
   *
   * @param prompt tokens before the first sampled token
   * @param sampled sampled tokens, the end token included; the last one does not go through the network
   */
  public double decode(int prompt, int sampled) {
    int read = Math.max(0, sampled - 1);
    return read * (token() + head()) + pairs(prompt, prompt + read, true);
  }

  /** Returns the tokens of a pass that go through the body. */
  public static long tokens(List<TokenSequence> sequences) {
    long tokens = 0;
    for (int i = 0; i < sequences.size(); i++) {
      tokens += sequences.get(i).completion().length
          - 1
          + (sharesPrompt(sequences, i) ? 0 : sequences.get(i).prompt().length);
    }
    return tokens;
  }

  private static long scored(List<TokenSequence> sequences) {
    return sequences.stream().mapToLong(s -> s.completion().length).sum();
  }

  private static boolean sharesPrompt(List<TokenSequence> sequences, int i) {
    return i > 0
        && Arrays.equals(sequences.get(i).prompt(), sequences.get(i - 1).prompt());
  }

  private double attention(List<TokenSequence> sequences) {
    double flops = 0;
    for (int i = 0; i < sequences.size(); i++) {
      int prompt = sequences.get(i).prompt().length;
      int read = prompt + sequences.get(i).completion().length - 1;
      flops += pairs(sharesPrompt(sequences, i) ? prompt : 0, read, false);
    }
    return flops;
  }

  /**
   * Operations of attention for the tokens at positions {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @param cached whether keys and values come from the sampling cache
   */
  private double pairs(int from, int to, boolean cached) {
    Transformer transformer = architecture.transformer();
    double flops = 0;
    for (Transformer.Layer layer : transformer.layers()) {
      double pair =
          cached ? layer.attention().cachedPairFlops() : layer.attention().pairFlops();
      int window = transformer.window(layer.attention()).orElse(Integer.MAX_VALUE);
      flops += pair * (seen(to, window) - seen(from, window));
    }
    return flops;
  }

  /** Number of tokens that the first {@code n} tokens of a sequence read in attention. Each token also reads itself. */
  private static double seen(int n, int window) {
    double whole = Math.min(n, window);
    return whole * (whole + 1) / 2 + (n - whole) * window;
  }

  /** Returns the number of weights that a token uses, without the embedding and with the head. */
  public double activeWeights() {
    return (token() + head()) / 2;
  }
}
