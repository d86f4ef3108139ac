package io.gradus.experiments.evaluation;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.cost.Flops;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.SequenceScores;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.preference.PairReading;
import io.gradus.core.preference.TokenPair;
import io.gradus.core.preference.TooLong;
import io.gradus.core.rewardmodel.Calibration;
import io.gradus.core.rewardmodel.PairScores;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.experiments.statistics.Proportion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A reward model on held-out preference pairs: accuracy with Wilson's 95 % interval, calibration, and how much the
 * score depends on length.
 */
@About("a reward model on held-out preference pairs: accuracy, calibration, length bias")
public record PairBenchmark(
    @About("name in results; absent: the benchmark's type") Optional<String> label,
    @About("data set of the pairs") Dataset dataset,

    @Default("500")
    @About(
        "number of pairs, from the first; a data set with fewer than 500 is used completely by default")
    int pairs)
    implements Benchmark {
  private static final int DEFAULT_PAIRS = 500;
  /** Tokens of one pass through the network. */
  private static final int TOKENS = 2048;

  public PairBenchmark {
    if (pairs < 1) {
      throw new IllegalArgumentException("pairs: must be positive, but is " + pairs);
    }
  }

  @Override
  public String name() {
    return label.orElse("pairs");
  }

  @Override
  public boolean scores() {
    return true;
  }

  private int count() {
    return pairs == DEFAULT_PAIRS ? (int) Math.min(pairs, dataset.size().orElse(pairs)) : pairs;
  }

  @Override
  public long completions() {
    return 2L * count();
  }

  @Override
  public List<Problem> heldOut() {
    return dataset.first(count());
  }

  @Override
  public Optional<Sampling> draws() {
    return Optional.empty();
  }

  @Override
  public Optional<Reward> judge() {
    return Optional.empty();
  }

  @Override
  public List<String> faults(Tokenizer tokenizer, int context) {
    return List.of();
  }

  private List<TokenSequence> sequences(Tokenizer tokenizer, Template template, int context) {
    return TokenPair.sequences(
        new PairReading(tokenizer, template, context, TooLong.REFUSE).pairs(heldOut()));
  }

  @Override
  public void examine(Tokenizer tokenizer, Template template, int context) {
    var unused = sequences(tokenizer, template, context);
  }

  @Override
  public MemoryPlan.Load load(Tokenizer tokenizer, Template template, int context) {
    int prompt = 1;
    int completion = 1;
    for (TokenSequence sequence : sequences(tokenizer, template, context)) {
      prompt = Math.max(prompt, sequence.prompt().length);
      completion = Math.max(completion, sequence.completion().length);
    }
    // A pass without a gradient needs less memory than a training pass with the same number of
    // tokens.
    return new MemoryPlan.Load(prompt, completion, 2, 0, 2, TOKENS);
  }

  @Override
  public List<Result> evaluate(EvaluationContext context) {
    long begin = System.nanoTime();
    Flops counts = Flops.of(context.policy());
    SequenceScores model = new SequenceScores(context.policy());
    List<Problem> held = heldOut();
    List<TokenSequence> sequences = sequences(
        context.tokenizer(), context.template(), context.policy().architecture().context());
    float[] scores = new float[sequences.size()];
    for (MicroBatches.Range range :
        MicroBatches.ofPairs(Optional.empty(), TOKENS).of(sequences)) {
      context.stop().check();
      float[] pass = model.of(sequences.subList(range.from(), range.to()));
      System.arraycopy(pass, 0, scores, range.from(), pass.length);
      context.progress().accept(range.to());
    }
    PairScores scored = PairScores.of(scores, sequences);
    int right = (int) IntStream.range(0, scored.size()).filter(scored::right).count();
    return List.of(new Result(
        name(),
        Result.PAIRS,
        scored.size(),
        1,
        Map.of(1, Proportion.wilson(right, scored.size())),
        sequences.stream().mapToInt(s -> s.completion().length).average().orElse(0),
        0,
        Map.of(
            Verdict.CORRECT.label(),
            (long) right,
            Verdict.WRONG.label(),
            (long) scored.size() - right),
        IntStream.range(0, scored.size())
            .mapToObj(i -> scored.right(i) ? 1.0 : 0.0)
            .toList(),
        ProblemSet.hash(held),
        further(scored),
        Optional.empty(),
        counts.states(sequences),
        (System.nanoTime() - begin) / 1e9));
  }

  private static Map<String, Object> further(PairScores scored) {
    Calibration calibration = Calibration.of(scored);
    Map<String, Object> further = new LinkedHashMap<>();
    further.put("score_margin", scored.meanMargin());
    further.put("score_chosen", scored.meanChosen());
    further.put("score_rejected", scored.meanRejected());
    further.put("calibration_error", calibration.error());
    further.put("length_bias", scored.lengthBias());
    scored.longerScored().ifPresent(share -> further.put("longer_scored_higher", share));
    scored.longerChosen().ifPresent(share -> further.put("longer_chosen", share));
    scored
        .accuracyAtSimilarLengths()
        .ifPresent(share -> further.put("accuracy_at_similar_lengths", share));
    further.put("calibration", calibration.bins());
    return further;
  }
}
