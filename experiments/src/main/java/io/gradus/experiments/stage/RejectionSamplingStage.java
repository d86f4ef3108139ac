package io.gradus.experiments.stage;

import io.gradus.core.Dataset;
import io.gradus.core.Draw;
import io.gradus.core.Group;
import io.gradus.core.Judge;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Rollouts;
import io.gradus.core.Sampling;
import io.gradus.core.ScoredGroup;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.cost.Flops;
import io.gradus.core.cost.Work;
import io.gradus.core.objective.RewardTrial;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.preference.GradedPairs;
import io.gradus.core.reporting.RewardReport;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.rewardmodel.RewardModel;
import io.gradus.experiments.samples.Keep;
import io.gradus.experiments.samples.PairSelection;
import io.gradus.experiments.samples.SampleFile;
import io.gradus.experiments.samples.SampleFilter;
import io.gradus.experiments.samples.SamplePlan;
import io.gradus.experiments.samples.Selection;
import io.gradus.rollouts.Sampler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Rejection sampling: samples completions, keeps the good ones, and writes them as a data set. It is the third stage of
 * DeepSeek-R1 (arXiv:2501.12948) and the sampling of RFT (arXiv:2308.01825). The weights do not change.
 *
 * <p>The artefact is a pure function of the recorded completions, so a stage that was interrupted writes the same file.
 */
@About("samples completions and writes the good ones as a data set; changes no weights")
public record RejectionSamplingStage(
    @About("problems to sample completions for") Dataset dataset,
    SamplePlan plan,
    Sampling sampling,
    @About("judges the completions") Reward reward,

    @Default("{type: all-correct}") @About("which completions of a problem are kept")
    Keep keep,

    @Default("[]") @About("conditions that a completion must meet, in this order")
    List<SampleFilter> filters,

    @About("also writes preference pairs of correct and wrong completions of a problem")
    Optional<GradedPairs> pairs)
    implements Stage {

  public RejectionSamplingStage {
    filters = List.copyOf(filters);
    if (keep.onlySucceeded() && reward instanceof RewardModel) {
      throw new IllegalArgumentException(
          "keep: needs right completions, but the score of a reward model is no verdict. Set keep: best, or add a verifier to the reward");
    }
    if (filters.stream().map(Object::getClass).distinct().count() < filters.size()) {
      throw new IllegalArgumentException("filters: two have the same type. Merge them into one");
    }
    if (pairs.isPresent() && plan.samples() < 2) {
      throw new IllegalArgumentException(
          "pairs: need at least two completions of a problem. Set plan.samples to 2 or more");
    }
    if (sampling.temperature() == 0 && plan.samples() > 1) {
      throw new IllegalArgumentException(
          "sampling.temperature: is 0, so all %d completions of a problem would be the same. Set it above 0, or set plan.samples to 1"
              .formatted(plan.samples()));
    }
  }

  @Override
  public String name() {
    return "rejection-sampling";
  }

  @Override
  public int steps() {
    return plan.steps();
  }

  @Override
  public Optional<Reward> judgedBy() {
    return Optional.of(reward);
  }

  @Override
  public Optional<Reading> reading() {
    return Optional.of(new Reading(dataset, plan.problemsPerStep()));
  }

  @Override
  public String problemsKey() {
    return "problems-per-step";
  }

  @Override
  public Set<String> artefacts() {
    return pairs.isPresent()
        ? Set.of(SampleFile.SAMPLES, SampleFile.COUNTS, SampleFile.PAIRS)
        : Set.of(SampleFile.SAMPLES, SampleFile.COUNTS);
  }

  @Override
  public List<String> faults(Tokenizer tokenizer, int context) {
    return Sampler.faults(sampling, tokenizer, context).stream()
        .map(fault -> "sampling." + fault)
        .toList();
  }

  @Override
  public void examine(Tokenizer tokenizer, Template template, int context, long seed) {
    for (Problem problem : reading().orElseThrow().ahead(seed)) {
      var unused = Sampler.prompt(problem, tokenizer, template, sampling, context);
    }
    RewardTrial.cannotJudge(RewardModel.standIn(reward), reading().orElseThrow().firstStep(seed))
        .ifPresent(why -> {
          throw new UserError("reward: can judge none of the problems of the first step: " + why);
        });
  }

  @Override
  public MemoryPlan.Load load(
      Tokenizer tokenizer, Template template, int context, long seed, int microBatchTokens) {
    int prompt = 1;
    for (Problem problem : reading().orElseThrow().ahead(seed)) {
      prompt = Math.max(prompt, tokenizer.encode(template.promptText(problem)).length);
    }
    return new MemoryPlan.Load(
        prompt,
        Math.min(sampling.maxTokens(), Math.max(1, context - prompt)),
        plan.samples(),
        Math.min(sampling.rows(), plan.problemsPerStep() * plan.samples()),
        0,
        1);
  }

  @Override
  public void run(StageHost host, long firstStep) {
    Rollouts rollouts = host.recorded()
        .rollouts(new Sampler(
            host.policy(), host.tokenizer(), host.template(), host.seed(), host.stop()));
    Reward loaded = host.loaded(reward);
    Judge judge = host.recorded().judge(group -> RewardTrial.judge(loaded, group));
    OptionalLong completed = OptionalLong.of(firstStep - 1);
    try {
      for (long step = firstStep; step <= steps(); step++) {
        long begin = System.nanoTime();
        List<ScoredGroup> groups = groups(step, rollouts, judge, host);
        host.observer().sampled(step, groups, List.of());
        if (step == steps()) {
          // The data set is written before the last step is recorded as finished, because nothing
          // runs after that.
          write(rollouts, judge, host);
        }
        completed = OptionalLong.of(step);
        Map<String, Double> metrics = metrics(groups, (System.nanoTime() - begin) / 1e9);
        metrics.put(
            "flops/" + Work.SAMPLING,
            Flops.of(host.policy())
                .sampling(groups.stream().map(ScoredGroup::group).toList()));
        host.observer().finished(step, metrics, List.of());
      }
    } catch (StopSignal.StopRequested e) {
      throw e.at(completed);
    }
  }

  private List<ScoredGroup> groups(long step, Rollouts rollouts, Judge judge, StageHost host) {
    host.stop().check();
    List<Problem> problems = IntStream.range(0, plan.problemsOf(step))
        .mapToObj(i -> dataset.problem(host.seed(), step, i, plan.problemsPerStep()))
        .toList();
    List<ScoredGroup> groups = new ArrayList<>();
    for (Group group : rollouts.sample(Draw.of(step, 0, problems, plan.samples(), sampling))) {
      host.stop().check();
      groups.add(judge.judge(group));
    }
    return groups;
  }

  /** Writes the artefacts from the records of all steps. */
  private void write(Rollouts rollouts, Judge judge, StageHost host) {
    Selection selection = new Selection(keep, filters);
    Optional<PairSelection> paired =
        pairs.map(rule -> new PairSelection(rule, filters, host.template()));
    for (long step = 1; step <= steps(); step++) {
      long at = step;
      for (ScoredGroup group : groups(step, rollouts, judge, host)) {
        selection.add(at, group);
        paired.ifPresent(selected -> selected.add(group));
      }
    }
    paired.ifPresent(
        selected -> SampleFile.writePairs(selected.rows(), host.artefact(SampleFile.PAIRS)));
    SampleFile.write(selection.counts(), host.artefact(SampleFile.COUNTS));
    SampleFile.write(selection.samples(), host.template(), host.artefact(SampleFile.SAMPLES));
  }

  private static Map<String, Double> metrics(List<ScoredGroup> groups, double seconds) {
    Map<String, Double> metrics = new LinkedHashMap<>(new RewardReport(groups).metrics());
    metrics.remove("groups/without_signal"); // nothing learns from the differences of rewards
    double tokens = groups.stream()
        .flatMap(group -> group.group().completions().stream())
        .mapToInt(completion -> completion.length())
        .sum();
    metrics.put("groups/sampled", (double) groups.size());
    metrics.put("sampled_tokens", tokens);
    metrics.put("time/step", seconds);
    metrics.put("time/sampling", seconds);
    metrics.put("time/tokens_per_second", tokens / seconds);
    return metrics;
  }
}
