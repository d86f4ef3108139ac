package io.gradus.rollouts;

import io.gradus.core.Completion;
import io.gradus.core.CounterRandom;
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
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Samples from the policy it is given, on its present weights. Rows grow side by side; those that have finished leave the
 * batch, so that the others get faster. Every random number is a function of (seed, step, problem, member, token).
 */
public final class Sampler implements Rollouts {
  /** Tokens between two looks at who has finished: what a finished row wastes at the most. */
  private static final int BLOCK = 8;
  /** Rows are taken out once this share of them has finished: copying what the others have cached costs about one token. */
  private static final double WORTH_COPYING = 0.125;
  /** Sets these draws apart from others with the same seed and step. */
  private static final long SAMPLE = 0x53414D50L;

  private final Policy policy;
  private final Tokenizer tokenizer;
  private final Template template;
  private final Sampling sampling;
  private final long seed;
  private final StopSignal stop;
  private final List<Integer> ends;

  /**
   * @throws UserError if the vocabulary or the context do not allow this sampling, see {@link #faults}
   */
  public Sampler(
      Policy policy,
      Tokenizer tokenizer,
      Template template,
      Sampling sampling,
      long seed,
      StopSignal stop) {
    this.policy = policy;
    this.tokenizer = tokenizer;
    this.template = template;
    this.sampling = sampling;
    this.seed = seed;
    this.stop = stop;
    List<String> faults = faults(sampling, tokenizer, policy.architecture().context());
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
    ends = new ArrayList<>(tokenizer.endTokens());
    sampling.stopTokens().forEach(text -> ends.add(tokenizer.token(text).orElseThrow()));
  }

  /**
   * What cannot work, each with the key of the {@link Sampling} that is to be mended.
   *
   * @param context longest sequence that the policy can read
   */
  public static List<String> faults(Sampling sampling, Tokenizer tokenizer, int context) {
    List<String> faults = new ArrayList<>();
    if (sampling.maxTokens() >= context) {
      faults.add("max-tokens: %d leave no room for a prompt in the policy's context of %d"
          .formatted(sampling.maxTokens(), context));
    }
    for (String text : sampling.stopTokens()) {
      if (tokenizer.token(text).isEmpty()) {
        faults.add(
            "stop-tokens: '%s' is not one token of this tokenizer; a stop token must be a single one"
                .formatted(text));
      }
    }
    return faults;
  }

  /**
   * The tokens of a problem's prompt.
   *
   * @param context longest sequence that the policy can read
   * @throws UserError if the prompt is empty, or with the longest completion exceeds it
   */
  public static int[] prompt(
      Problem problem, Tokenizer tokenizer, Template template, Sampling sampling, int context) {
    int[] prompt = tokenizer.encode(template.promptText(problem));
    if (prompt.length == 0) {
      throw new UserError(
          "problem '%s': its prompt has no tokens, but a completion begins from at least one. Give it a question, or take a template that adds to it"
              .formatted(problem.id()));
    }
    if (prompt.length + sampling.maxTokens() > context) {
      throw new UserError(
          ("problem '%s': its prompt has %d tokens; with max-tokens %d that does not fit the policy's context of %d."
                  + " Lower sampling.max-tokens, shorten the prompt, or (with an architecture of your own) raise policy.architecture.context")
              .formatted(problem.id(), prompt.length, sampling.maxTokens(), context));
    }
    return prompt;
  }

  @Override
  public List<Group> sample(long step, int firstIndex, List<Problem> problems, int groupSize) {
    List<Row> rows = new ArrayList<>();
    for (int p = 0; p < problems.size(); p++) {
      int[] prompt = prompt(
          problems.get(p), tokenizer, template, sampling, policy.architecture().context());
      for (int g = 0; g < groupSize; g++) {
        rows.add(new Row(
            prompt,
            CounterRandom.bits(seed, SAMPLE, step, firstIndex + p, g),
            sampling.maxTokens()));
      }
    }
    for (int from = 0; from < rows.size(); from += sampling.rows()) {
      decode(rows.subList(from, Math.min(from + sampling.rows(), rows.size())));
    }
    List<Group> groups = new ArrayList<>();
    for (int p = 0; p < problems.size(); p++) {
      List<Row> members = rows.subList(p * groupSize, (p + 1) * groupSize);
      groups.add(new Group(
          problems.get(p),
          members.get(0).prompt,
          members.stream().map(this::completion).toList()));
      checkNumbers(step, groups.get(p));
    }
    return groups;
  }

  /** What a policy without numbers writes is noise: no evaluation and no training on it would mean anything. */
  private static void checkNumbers(long step, Group group) {
    for (int g = 0; g < group.size(); g++) {
      float[] logProbs = group.completions().get(g).logProbs();
      for (int t = 0; t < logProbs.length; t++) {
        if (Float.isNaN(logProbs[t])) {
          throw new RunFailure(
              ("step %d: the policy's log-prob of token %d of completion %d of problem '%s' is NaN, so weights of it are no numbers"
                      + " or too large. Nothing was trained on it. Go back to an earlier checkpoint, and lower optimizer.learning-rate")
                  .formatted(step, t, g, group.problem().id()));
        }
      }
    }
  }

  private void decode(List<Row> all) {
    List<Row> rows = all;
    try (Decoding decoding = new Decoding(
        policy,
        rows.stream().map(r -> r.prompt).toList(),
        sampling.maxTokens(),
        sampling.temperature(),
        sampling.topK(),
        sampling.topP(),
        ends)) {
      for (int at = 0; at < sampling.maxTokens(); ) {
        stop.check();
        int n = Math.min(BLOCK, sampling.maxTokens() - at);
        float[] uniforms = new float[rows.size() * n];
        for (int i = 0; i < rows.size(); i++) {
          for (int t = 0; t < n; t++) {
            // 24 bits: a float holds them exactly, and never rounds up to 1.
            uniforms[i * n + t] =
                (CounterRandom.bits(rows.get(i).place, at + t) >>> 40) * 0x1.0p-24f;
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
    return new Completion(
        tokenizer.decode(shown),
        tokens,
        Arrays.copyOf(row.logProbs, row.length),
        Arrays.copyOf(row.samplingLogProbs, row.length),
        row.finished ? FinishReason.STOP : FinishReason.LENGTH);
  }

  /** A completion on its way. */
  private static final class Row {
    final int[] prompt;
    final long place;
    final int[] tokens;
    final float[] logProbs;
    final float[] samplingLogProbs;
    int length;
    boolean finished;

    Row(int[] prompt, long place, int maxTokens) {
      this.prompt = prompt;
      this.place = place;
      tokens = new int[maxTokens];
      logProbs = new float[maxTokens];
      samplingLogProbs = new float[maxTokens];
    }

    void append(Decoding.Drawn drawn, int row, List<Integer> ends) {
      for (int t = 0; t < drawn.drawn() && !finished; t++, length++) {
        int from = row * drawn.drawn() + t;
        tokens[length] = (int) drawn.tokens()[from];
        logProbs[length] = drawn.logProbs()[from];
        samplingLogProbs[length] = drawn.samplingLogProbs()[from];
        finished = ends.contains(tokens[length]);
      }
    }
  }
}
