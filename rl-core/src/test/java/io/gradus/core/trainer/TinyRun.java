package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Draw;
import io.gradus.core.Experience;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Rollouts;
import io.gradus.core.Sampling;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.StopSignal;
import io.gradus.core.Verdict;
import io.gradus.core.advantage.Advantage;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.curriculum.Curriculum;
import io.gradus.core.curriculum.DataOrder;
import io.gradus.core.filter.Everything;
import io.gradus.core.filter.GroupFilter;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.Reduction;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.TokenMean;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.reference.NoReference;
import io.gradus.core.policy.Decoding;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TinyPolicy;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.policy.optimizer.Constant;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.tensorfile.Hashes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A whole run that a test can watch and disturb: a real tiny policy that writes letters, problems without meaning, a
 * sampler without tricks.
 */
final class TinyRun implements AutoCloseable {
  static final int VOCABULARY = 6;
  static final int END = 0;
  static final int MAX_TOKENS = 5;
  static final long SEED = 17;

  final Policy policy;
  final StopSignal stop = new StopSignal();
  final List<Integer> drawnIndices = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  final Map<Long, IdentityHashMap<Completion, TokenFigures>> tokens = new LinkedHashMap<>();
  final Map<Long, Map<String, Double>> metrics = new LinkedHashMap<>();
  final List<List<Experience>> experience = new ArrayList<>();

  Plan plan = plan(1, 2, 4, 1, Optional.empty());
  Reward reward = TinyRun::countOfB;
  GroupFilter filter = new Everything();
  Advantage advantage = new MeanCentered();
  PolicyLoss loss = new ClippedSurrogate(0.2, 0.2, Optional.empty());
  Gathering gathering = new OnPolicy();
  Curriculum curriculum = new DataOrder();
  Reduction reduction = new TokenMean();
  Reference reference = new NoReference();

  @Nullable
  Policy frozen;

  Map<String, FrozenPolicy> teachers = Map.of();

  double entropyBonus;
  double temperature = 1;
  Rollouts rollouts = this::sample;
  Runnable afterSampling = () -> {};
  Optimizer optimizer =
      new AdamWSettings(1e-2, 0.9, 0.999, 1e-8, 0, 1, 0, new Constant(), MomentStates.FLOAT32);
  long optimizerSteps;

  TinyRun() {
    this(TinyPolicy.random(TinyPolicy.decoder(2, 1, true), VOCABULARY, 3));
  }

  TinyRun(Policy policy) {
    this.policy = policy;
  }

  static Plan plan(
      int steps, int problems, int groupSize, int epochs, Optional<Integer> minibatch) {
    return new Plan(
        steps, problems, groupSize, epochs, minibatch, Optional.of(3), Optional.of(2048));
  }

  /** The share of a completion's tokens that are the letter b: differs within most groups. */
  static Score countOfB(Problem problem, Completion completion) {
    long count = Arrays.stream(completion.tokens()).filter(t -> t == 1).count();
    double value = count / (double) completion.length();
    return Score.of(value, value > 0.5 ? Verdict.CORRECT : Verdict.WRONG, "", "counted");
  }

  /** A metric of a finished step. */
  double figure(long step, String name) {
    Map<String, Double> figures = Objects.requireNonNull(metrics.get(step), "no such step");
    return Objects.requireNonNull(figures.get(name), name);
  }

  /** What the weights are, to the last bit. */
  String hash() {
    return Hashes.tensors(policy.tensors());
  }

  void train() {
    Map<String, FrozenPolicy> asked = new LinkedHashMap<>(teachers);
    if (frozen != null) {
      asked.put(ScorerLogProbs.REFERENCE, FrozenPolicy.of(frozen));
    }
    Objective objective =
        new Objective(reward, filter, advantage, loss, reduction, reference, entropyBonus);
    try (Learner learner =
        new Learner(policy, optimizer, new MicroBatches(plan.microBatch(), 2048), plan.steps())) {
      try {
        new PolicyTrainer(
                new Exploration(
                    new Letters(),
                    curriculum,
                    plan,
                    new Sampling(temperature, MAX_TOKENS, 0, 1, List.of(), 256),
                    gathering,
                    objective,
                    1e-4),
                rollouts,
                objective::judge,
                learner,
                new Scorers(asked, new MicroBatches(plan.microBatch(), 2048), temperature, stop),
                new Watch(),
                stop,
                SEED)
            .train(1);
      } finally {
        optimizerSteps = learner.state().steps();
      }
    }
  }

  /** Plain sampling, all rows side by side. */
  List<Group> sample(List<Draw> draws) {
    List<Group> groups = new ArrayList<>();
    for (Draw draw : draws) {
      int groupSize = draw.count();
      int[] prompt = {1 + draw.place() % (VOCABULARY - 1), 2};
      float[] uniforms = new float[groupSize * MAX_TOKENS];
      for (int i = 0; i < uniforms.length; i++) {
        uniforms[i] = (CounterRandom.bits(SEED, draw.step(), draw.place(), i) >>> 40) * 0x1.0p-24f;
      }
      try (Decoding decoding = new Decoding(
          policy,
          Collections.nCopies(groupSize, prompt),
          MAX_TOKENS,
          temperature,
          0,
          1,
          List.of(END))) {
        Decoding.Drawn drawn = decoding.advance(uniforms, MAX_TOKENS);
        List<Completion> completions = new ArrayList<>();
        for (int g = 0; g < groupSize; g++) {
          completions.add(completion(prompt, drawn, g));
        }
        groups.add(new Group(draw.problem(), completions));
      }
    }
    return groups;
  }

  private Completion completion(int[] prompt, Decoding.Drawn drawn, int row) {
    int from = row * drawn.drawn();
    int length = 0;
    boolean ended = false;
    StringBuilder text = new StringBuilder();
    while (length < drawn.drawn() && !ended) {
      int token = (int) drawn.tokens()[from + length++];
      ended = token == END;
      text.append(ended ? "" : Character.toString('a' + token));
    }
    return Completion.sampled(
        prompt,
        text.toString(),
        Arrays.stream(drawn.tokens(), from, from + length)
            .mapToInt(Math::toIntExact)
            .toArray(),
        Arrays.copyOfRange(drawn.logProbs(), from, from + length),
        Arrays.copyOfRange(drawn.samplingLogProbs(), from, from + length),
        policy.weightsId(),
        ended ? FinishReason.STOP : FinishReason.LENGTH);
  }

  @Override
  public void close() {
    policy.close();
  }

  private final class Letters implements Dataset {
    @Override
    public Problem problem(long seed, long step, int index, int stride) {
      drawnIndices.add(index);
      assertThat(stride).isEqualTo(plan.problemsPerStep());
      assertThat(seed).isEqualTo(SEED);
      return Problem.of("letters-%d-%d".formatted(step, index), "?", "");
    }

    @Override
    public List<Problem> first(int count) {
      throw new IllegalArgumentException("not for evaluation");
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }
  }

  private final class Watch implements StepObserver {
    @Override
    public void sampled(long step, List<ScoredGroup> groups, List<Experience> all) {
      experience.add(all);
      afterSampling.run();
    }

    @Override
    public void updated(
        long step, List<ScoredGroup> groups, IdentityHashMap<Completion, TokenFigures> figures) {
      tokens.put(step, figures);
    }

    @Override
    public void finished(long step, Map<String, Double> figures, List<String> told) {
      metrics.put(step, figures);
      warnings.addAll(told);
    }
  }
}
