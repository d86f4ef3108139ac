package io.gradus.experiments.evaluation;

import io.gradus.core.Completion;
import io.gradus.core.Dataset;
import io.gradus.core.Draw;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.cost.Flops;
import io.gradus.core.objective.RewardTrial;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.statistics.Estimate;
import io.gradus.rollouts.Sampler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * pass@k on held-out problems (arXiv:2107.03374, eq. 1) with 95 % intervals. It also measures greedy decoding, because
 * a sharper distribution alone raises sampled pass@1. Every evaluation of a run has the same problems and the same
 * draws.
 */
@About("share of held-out problems solved by one of k samples (arXiv:2107.03374)")
public record PassAtKBenchmark(
    @About("name in results; absent: the benchmark's type") Optional<String> label,
    @About("data set of the problems") Dataset dataset,

    @Default("500")
    @About("number of problems, from the first; a data set with fewer than 500 is used completely "
        + "by default")
    int problems,

    @Default("1") @About("completions of each problem") int samples,

    @Default("[1]") @About("values of k for pass@k, each at most samples")
    List<Integer> k,

    Sampling sampling,

    @Default("true") @About("whether to also measure greedy decoding")
    boolean greedy,

    @About("judges completions") Reward reward)
    implements Benchmark {
  /** Separates the draws of evaluations from the draws of training. */
  private static final long EVALUATION = 0x4556414CL;
  /** Number of problems, if the recipe gives none. */
  private static final int DEFAULT_PROBLEMS = 500;
  /** Number of completions between two updates of the progress line. */
  private static final int SLICE = 256;
  /** Number of problems on which the reward is tried before a run. */
  private static final int JUDGED = 8;

  public PassAtKBenchmark {
    k = List.copyOf(k);
    if (problems < 1) {
      throw new IllegalArgumentException("problems: must be positive, but is " + problems);
    }
    if (samples < 1) {
      throw new IllegalArgumentException("samples: must be positive, but is " + samples);
    }
    if (sampling.temperature() == 0) {
      refuseUnlessOnce(samples, k);
    }
    for (int i = 0; i < k.size(); i++) {
      if (k.get(i) < 1 || k.get(i) > samples) {
        throw new IllegalArgumentException(
            "k[%d]: must be 1 to samples (%d), but is %d".formatted(i, samples, k.get(i)));
      }
    }
    if (!k.contains(1)) {
      throw new IllegalArgumentException("k: must contain 1, because curves show pass@1");
    }
  }

  /** Refuses several samples at temperature 0, where all completions of a problem are the same. */
  private static void refuseUnlessOnce(int samples, List<Integer> k) {
    List<String> faults = new ArrayList<>();
    if (samples != 1) {
      faults.add("samples: must be 1 if sampling.temperature is 0 (greedy), but is " + samples);
    }
    if (!k.equals(List.of(1))) {
      faults.add("k: must be [1] if sampling.temperature is 0 (greedy), but is " + k);
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
  }

  @Override
  public String name() {
    return label.orElse("pass-at-k");
  }

  @Override
  public Optional<Sampling> draws() {
    return Optional.of(sampling);
  }

  @Override
  public Optional<Reward> judge() {
    return Optional.of(reward);
  }

  /** Memory of an evaluation. It does not train, but may sample more rows at the same time than a stage. */
  @Override
  public MemoryPlan.Load load(Tokenizer tokenizer, Template template, int context) {
    int prompt = 1;
    for (Problem problem : heldOut()) {
      prompt = Math.max(prompt, tokenizer.encode(template.promptText(problem)).length);
    }
    int completion = Math.min(sampling.maxTokens(), Math.max(1, context - prompt));
    int rows = (int) Math.min(sampling.rows(), completions());
    return new MemoryPlan.Load(prompt, completion, 1, rows, 0, 1);
  }

  @Override
  public List<String> faults(Tokenizer tokenizer, int context) {
    return Sampler.faults(sampling, tokenizer, context).stream()
        .map(fault -> "sampling." + fault)
        .toList();
  }

  @Override
  public List<Problem> heldOut() {
    return dataset.first(count());
  }

  private int count() {
    return problems == DEFAULT_PROBLEMS
        ? (int) Math.min(problems, dataset.size().orElse(problems))
        : problems;
  }

  @Override
  public void examine(Tokenizer tokenizer, Template template, int context) {
    for (Problem problem : heldOut()) {
      var unused = Sampler.prompt(problem, tokenizer, template, sampling, context);
    }
    List<Problem> held = heldOut();
    RewardTrial.cannotJudge(reward, held.subList(0, Math.min(JUDGED, held.size())))
        .ifPresent(why -> {
          throw new UserError("reward: can judge none of the first problems: " + why);
        });
  }

  @Override
  public List<Result> evaluate(EvaluationContext context) {
    List<Problem> held = heldOut();
    List<Result> results = new ArrayList<>();
    boolean sampled = sampling.temperature() > 0;
    if (sampled) {
      results.add(evaluate(context, "sampled", held, sampling, samples, 0));
    }
    if (greedy || !sampled) {
      results.add(evaluate(
          context,
          "greedy",
          held,
          sampling.greedy(),
          1,
          sampled ? (long) held.size() * samples : 0));
    }
    return results;
  }

  private Result evaluate(
      EvaluationContext context,
      String mode,
      List<Problem> held,
      Sampling how,
      int samplesOfEach,
      long done) {
    Sampler sampler = new Sampler(
        context.policy(),
        context.tokenizer(),
        context.template(),
        context.seed() ^ EVALUATION,
        context.stop());
    long begin = System.nanoTime();
    Flops counts = Flops.of(context.policy());
    double flops = 0;
    Judgements judgements = new Judgements(name(), held.size());
    long tokens = 0;
    long truncated = 0;
    int slice = Math.max(1, SLICE / samplesOfEach);
    for (int from = 0; from < held.size(); from += slice) {
      List<Problem> some = held.subList(from, Math.min(from + slice, held.size()));
      List<Group> groups = sampler.sample(Draw.of(0, from, some, samplesOfEach, how));
      flops += counts.sampling(groups);
      for (int i = 0; i < groups.size(); i++) {
        context.stop().check();
        ScoredGroup judged = RewardTrial.judge(reward, groups.get(i));
        for (int c = 0; c < samplesOfEach; c++) {
          Completion completion = groups.get(i).completions().get(c);
          Score score = judged.scores().get(c);
          judgements.add(from + i, score);
          tokens += completion.length();
          truncated += completion.truncated() ? 1 : 0;
        }
      }
      context.progress().accept(done + (long) (from + groups.size()) * samplesOfEach);
    }
    Map<Integer, Estimate> estimates = new LinkedHashMap<>();
    for (int each : samplesOfEach == 1 ? List.of(1) : k) {
      estimates.put(each, judgements.passAtK(each, context.seed()));
    }
    double all = (double) held.size() * samplesOfEach;
    return new Result(
        name(),
        mode,
        held.size(),
        samplesOfEach,
        estimates,
        tokens / all,
        truncated / all,
        judgements.verdicts(),
        judgements.solved(),
        ProblemSet.hash(held),
        judgements.warning(),
        flops,
        (System.nanoTime() - begin) / 1e9);
  }

  @Override
  public long completions() {
    boolean sampled = sampling.temperature() > 0;
    return (long) count() * ((sampled ? samples : 0) + (greedy || !sampled ? 1 : 0));
  }
}
