package io.gradus.rollouts;

import io.gradus.core.Completion;
import io.gradus.core.CounterRandom;
import io.gradus.core.Draw;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Rollouts;
import io.gradus.core.RunFailure;
import io.gradus.core.Sampling;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.policy.Decoding;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.SupervisedTrainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Sampling from a policy with its current weights. Rows are computed together, token by token; finished rows are
 * removed, so that the others get faster. Every random number is a function of (seed, step, problem, member, token).
 */
public final class Sampler implements Rollouts {
  /** Number of tokens between two checks for finished rows; a finished row wastes at most this many. */
  private static final int BLOCK = 8;
  /**
   * Finished rows are removed when they are this share of all rows, because copying the cache of the others costs about
   * one token.
   */
  private static final double WORTH_COPYING = 0.125;
  /** Separates these draws from others with the same seed and step. */
  private static final long SAMPLE = 0x53414D50L;

  private final Policy policy;
  private final Tokenizer tokenizer;
  private final Template template;
  private final long seed;
  private final StopSignal stop;

  /** Creates a sampler that uses the weights that the policy has at each call. */
  public Sampler(
      Policy policy, Tokenizer tokenizer, Template template, long seed, StopSignal stop) {
    this.policy = policy;
    this.tokenizer = tokenizer;
    this.template = template;
    this.seed = seed;
    this.stop = stop;
  }

  private static List<Integer> ends(Sampling sampling, Tokenizer tokenizer) {
    List<Integer> ends = new ArrayList<>(tokenizer.endTokens());
    sampling.stopTokens().forEach(text -> ends.add(tokenizer.token(text).orElseThrow()));
    return ends;
  }

  /**
   * Lists settings that cannot work; each fault begins with the key of {@link Sampling} to fix.
   *
   * @param context longest sequence that the policy can read
   */
  public static List<String> faults(Sampling sampling, Tokenizer tokenizer, int context) {
    List<String> faults = new ArrayList<>();
    if (sampling.maxTokens() >= context) {
      faults.add("max-tokens: %d leaves no room for a prompt in the policy's context of %d"
          .formatted(sampling.maxTokens(), context));
    }
    for (String text : sampling.stopTokens()) {
      if (tokenizer.token(text).isEmpty()) {
        faults.add(
            "stop-tokens: '%s' is not a single token of this tokenizer, as a stop token must be"
                .formatted(text));
      }
    }
    return faults;
  }

  /**
   * Returns the tokens of a problem's prompt.
   *
   * @param context longest sequence that the policy can read
   * @throws UserError if the prompt is empty, or prompt and longest completion together exceed the context
   */
  public static int[] prompt(
      Problem problem, Tokenizer tokenizer, Template template, Sampling sampling, int context) {
    int[] prompt = tokenizer.encode(template.promptText(problem));
    if (prompt.length == 0) {
      throw new UserError(
          "problem '%s': its prompt has no tokens, but sampling needs at least one. Give the problem a question, or use a template that adds text"
              .formatted(problem.id()));
    }
    if (prompt.length + sampling.maxTokens() > context) {
      throw new UserError(
          ("problem '%s': its prompt has %d tokens. With max-tokens %d, it does not fit the policy's context of %d."
                  + " Lower sampling.max-tokens, shorten the prompt, or (with an architecture of your own) raise policy.architecture.context")
              .formatted(problem.id(), prompt.length, sampling.maxTokens(), context));
    }
    return prompt;
  }

  @Override
  public List<Group> sample(List<Draw> draws) {
    List<List<Row>> rows = new ArrayList<>();
    for (Draw draw : draws) {
      List<String> faults =
          faults(draw.sampling(), tokenizer, policy.architecture().context());
      if (!faults.isEmpty()) {
        throw new UserError(faults);
      }
      int[] prompt = prompt(
          draw.problem(),
          tokenizer,
          template,
          draw.sampling(),
          policy.architecture().context());
      List<Row> members = new ArrayList<>();
      for (int g = 0; g < draw.count(); g++) {
        members.add(new Row(
            prompt,
            draw.prefix(),
            CounterRandom.bits(seed, SAMPLE, draw.step(), draw.place(), g),
            draw.sampling().maxTokens()));
      }
      rows.add(members);
    }
    // rows with equal sampling settings are computed together
    Map<Alike, List<Row>> together = new LinkedHashMap<>();
    for (int d = 0; d < draws.size(); d++) {
      together
          .computeIfAbsent(Alike.of(draws.get(d)), alike -> new ArrayList<>())
          .addAll(rows.get(d));
    }
    together.forEach((alike, all) -> {
      int side = alike.sampling().rows();
      for (int from = 0; from < all.size(); from += side) {
        decode(all.subList(from, Math.min(from + side, all.size())), alike);
      }
    });
    List<Group> groups = new ArrayList<>();
    for (int d = 0; d < draws.size(); d++) {
      Group group = new Group(
          draws.get(d).problem(), rows.get(d).stream().map(this::completion).toList());
      checkNumbers(draws.get(d).step(), group);
      groups.add(group);
    }
    return groups;
  }

  /** Rows are sampled together only if they have the same settings of sampling and the same number of tokens left. */
  private record Alike(Sampling sampling, int prefix, boolean recordsKept) {
    static Alike of(Draw draw) {
      return new Alike(
          draw.sampling(),
          draw.prefix().length,
          draw.learned() && draw.sampling().truncatesDistribution());
    }
  }

  @Override
  public Completion expert(Problem problem) {
    return expert(problem, tokenizer, template, policy.architecture().context());
  }

  /**
   * Returns a problem's demonstration as a completion.
   *
   * @param context longest sequence that the policy can read
   * @throws UserError if the problem has no demonstration, or if the demonstration cannot be encoded or exceeds the
   *     context
   */
  public static Completion expert(
      Problem problem, Tokenizer tokenizer, Template template, int context) {
    TokenSequence sequence = SupervisedTrainer.sequence(problem, tokenizer, template, context);
    int[] tokens = sequence.completion();
    return Completion.expert(
        sequence.prompt(), tokenizer.decode(Arrays.copyOf(tokens, tokens.length - 1)), tokens);
  }

  /** Refuses log-probs that are NaN, because completions of such a policy are noise. */
  private static void checkNumbers(long step, Group group) {
    for (int g = 0; g < group.size(); g++) {
      float[] logProbs = group.completions().get(g).logProbs();
      for (int t = 0; t < logProbs.length; t++) {
        if (Float.isNaN(logProbs[t])) {
          throw new RunFailure(
              ("step %d: the policy's log-prob of token %d of completion %d of problem '%s' is NaN, because some of its weights"
                      + " are NaN or too large. This step trained nothing. Go back to an earlier checkpoint, and lower optimizer.learning-rate")
                  .formatted(step, t, g, group.problem().id()));
        }
      }
    }
  }

  private void decode(List<Row> all, Alike alike) {
    Sampling sampling = alike.sampling();
    int most = sampling.maxTokens() - alike.prefix();
    List<Integer> ends = ends(sampling, tokenizer);
    List<Row> rows = all;
    try (Decoding decoding = new Decoding(
        policy,
        rows.stream().map(Row::context).toList(),
        most,
        sampling.temperature(),
        sampling.topK(),
        sampling.topP(),
        ends,
        alike.recordsKept())) {
      for (int at = 0; at < most; ) {
        stop.check();
        int n = Math.min(BLOCK, most - at);
        float[] uniforms = new float[rows.size() * n];
        for (int i = 0; i < rows.size(); i++) {
          for (int t = 0; t < n; t++) {
            // The number has 24 bits, which a float can represent exactly, so it never rounds up to
            // 1.
            uniforms[i * n + t] =
                (CounterRandom.bits(rows.get(i).place, alike.prefix() + at + t) >>> 40)
                    * 0x1.0p-24f;
          }
        }
        Decoding.Drawn drawn = decoding.advance(uniforms, n);
        for (int i = 0; i < rows.size(); i++) {
          rows.get(i).append(drawn, i, ends);
        }
        at += drawn.drawn();
        List<Row> present = rows;
        int[] open = IntStream.range(0, rows.size())
            .filter(i -> !present.get(i).finished)
            .toArray();
        if (open.length == 0) {
          return;
        }
        if (rows.size() - open.length >= WORTH_COPYING * rows.size()) {
          decoding.keep(open);
          rows = Arrays.stream(open).mapToObj(present::get).toList();
        }
      }
    }
  }

  private Completion completion(Row row) {
    int[] tokens = Arrays.copyOf(row.tokens, row.length);
    int[] shown = row.finished ? Arrays.copyOf(tokens, row.length - 1) : tokens;
    Completion whole = Completion.sampled(
        row.prompt,
        tokenizer.decode(shown),
        tokens,
        Arrays.copyOf(row.logProbs, row.length),
        Arrays.copyOf(row.behaviour, row.length),
        policy.weightsId(),
        row.finished ? FinishReason.STOP : FinishReason.LENGTH);
    Completion learned = row.prefix == 0 ? whole : whole.learnedFrom(row.prefix);
    return row.kept.isEmpty() ? learned : learned.within(row.support());
  }
}
