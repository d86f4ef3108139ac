package io.gradus.experiments.cost;

import io.gradus.core.Draw;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.cost.Flops;
import io.gradus.core.objective.RewardTrial;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.meter.Meter;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.Session;
import io.gradus.experiments.stage.Stage;
import io.gradus.rollouts.Sampler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Predicts the cost of a recipe. Real steps of each stage, and a slice of each benchmark, run in memory for a share of
 * the time. Their means are then multiplied by the number of steps and evaluations of the whole recipe.
 *
 * <p>Each stage begins with the weights of the stage before it. So even a short cold start teaches the policy roughly
 * the right form of a completion. {@link Lengths} says which lengths are assumed.
 */
public final class Calibration {
  /** Share of the time for benchmarks. */
  private static final double EVALUATING = 0.15;
  /** Most completions of a benchmark that are sampled. A benchmark samples slices of this size, too. */
  private static final int SLICE = 256;

  /** Completions of the first slice. */
  private static final int FIRST = 16;
  /** Each slice is this many times as large as the slice before. */
  private static final int GROWTH = 4;

  private final Recipe recipe;
  private final Slices slices;
  private final Consumer<String> progress;
  private final List<String> notes = new ArrayList<>();

  /**
   * @param slices the recipe with smaller steps, if whole steps take too long
   * @param progress receives what is being measured
   */
  public Calibration(Slices slices, Consumer<String> progress) {
    this.recipe = slices.recipe();
    this.slices = slices;
    this.progress = progress;
  }

  /**
   * Measures steps and slices, and predicts the cost of the recipe.
   *
   * @param seconds time for all measurements
   * @param name the recipe's file
   */
  public CostReport predict(double seconds, String name, Optional<Prices> prices) {
    long begin = System.nanoTime();
    List<Spent> stages = new ArrayList<>();
    double preparation;
    long planned;
    try (Session session = Session.open(slices.trial())) {
      planned = slices.plannedBytes();
      double opened = since(begin);
      preparation = opened;
      boolean evaluates = !recipe.evaluation().benchmarks().isEmpty();
      double end = Math.max(seconds, opened) * (evaluates ? 1 - EVALUATING : 1);
      List<Trial> trials = new ArrayList<>();
      int count = recipe.stages().size();
      for (int s = 1; s <= count; s++) {
        double share = Math.max(1, (end - since(begin)) / (count - s + 1));
        trials.add(trial(session, s, share));
        preparation += trials.get(s - 1).preparation();
      }
      List<Optional<Lengths>> lengths = new ArrayList<>();
      for (int s = 1; s <= count; s++) {
        lengths.add(
            recipe.stages().get(s - 1).explores()
                ? Optional.of(Lengths.of(recipe, s, trials))
                : Optional.empty());
      }
      Map<Benchmark, Spent> measured = benchmarks(session, lengths, seconds - since(begin));
      for (int s = 1; s <= count; s++) {
        stages.add(
            stage(s, trials.get(s - 1), lengths.get(s - 1), rate(trials.subList(0, s)), measured));
      }
    }
    stages.add(new Spent(
        "start",
        0,
        Map.of(Spent.OTHER, preparation),
        0,
        OptionalDouble.empty(),
        Map.of(),
        Map.of(),
        Spent.Solved.UNKNOWN));
    notes.add(
        "measured for %.0f s; the time of checkpoints is not predicted".formatted(since(begin)));
    return new CostReport("predicted", name, stages, Optional.of(planned), prices, notes);
  }

  /** Seconds for each operation of the last supervised stage's updates; empty if there is none. */
  private OptionalDouble rate(List<Trial> trials) {
    OptionalDouble rate = OptionalDouble.empty();
    for (int s = 1; s <= trials.size(); s++) {
      Trial trial = trials.get(s - 1);
      double flops = trial.mean("flops/update");
      if (!recipe.stages().get(s - 1).explores() && flops > 0) {
        rate = OptionalDouble.of(trial.mean("time/step") / flops);
      }
    }
    return rate;
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private Trial trial(Session session, int s, double seconds) {
    Stage stage = recipe.stages().get(s - 1);
    progress.accept("measuring steps of %s for at most %.0f s".formatted(label(s), seconds));
    StopSignal until = new StopSignal();
    CompletableFuture.delayedExecutor((long) (1000 * seconds), TimeUnit.MILLISECONDS)
        .execute(until::request);
    Trial trial = new Trial();
    session.rehearse(s, until, trial);
    if (trial.count() == 0) {
      throw new UserError(
          "stages[%d]: not even one step of %s ended within %.0f s, so its cost cannot be measured. Raise --calibrate, or make its steps smaller with --set (problems-per-step, group-size, max-tokens, batch)"
              .formatted(s - 1, stage.name(), seconds));
    }
    return trial;
  }

  private String label(int s) {
    return s + "-" + recipe.stages().get(s - 1).name();
  }

  private Spent stage(
      int s,
      Trial trial,
      Optional<Lengths> lengths,
      OptionalDouble rate,
      Map<Benchmark, Spent> measured) {
    Stage stage = recipe.stages().get(s - 1);
    double problems = slices.factor(s);
    Scale scale = new Scale(trial, stage, problems, lengths, rate);
    Spent trained = scale.spent(label(s));
    if (lengths.isPresent()) {
      int most = stage.exploration().orElseThrow().sampling().maxTokens();
      double longest = scale.with(lengths.get().at(most)).spent(label(s)).allSeconds();
      notes.add(
          "%s: completions of %.1f tokens are assumed: the mean of %.1f (all, %s) and %.1f (correct ones). If all had max-tokens (%d), the stage would take %.0f s instead of %.0f s"
              .formatted(
                  label(s),
                  lengths.get().mean(),
                  lengths.get().all(),
                  lengths.get().demonstrated() ? "of demonstrations" : "observed",
                  lengths.get().right(),
                  most,
                  longest,
                  trained.allSeconds()));
    }
    if (lengths.map(Lengths::demonstrated).orElse(false)) {
      notes.add(
          "%s: the calibration cut the cold start short. The policy is assumed to be right as often as the demonstrations (%.0f %%)"
              .formatted(label(s), 100 * lengths.get().rightShare()));
    }
    if (problems > 1) {
      notes.add(
          "%s: a whole step takes too long to be measured, so steps of 1/%.3g of its size were measured"
              .formatted(label(s), problems));
    }
    notes.add("%s: mean of the later half of %d steps".formatted(label(s), trial.count()));
    Spent all = trained;
    long evaluations = evaluations(s);
    for (Spent once : measured.values()) {
      all = all.plus(times(once, evaluations), label(s));
    }
    return new Spent(
        all.stage(),
        stage.steps(),
        all.seconds(),
        all.processor(),
        trained.joules(),
        trained.tokens(),
        all.flops(),
        Spent.Solved.UNKNOWN);
  }

  /** Number of evaluations during and after a stage; for the first stage, also before it. */
  private long evaluations(int s) {
    Stage stage = recipe.stages().get(s - 1);
    int every = recipe.evaluation().every();
    long within = stage.watched() && every > 0 ? (stage.steps() - 1) / every : 0;
    return within + 1 + (s == 1 && stage.watched() ? 1 : 0);
  }

  private static Spent times(Spent once, long count) {
    Spent all = once;
    for (long i = 1; i < count; i++) {
      all = all.plus(once, once.stage());
    }
    return all;
  }

  /** Measures one evaluation by each benchmark, with the length that the last sampling stage assumes. */
  private Map<Benchmark, Spent> benchmarks(
      Session session, List<Optional<Lengths>> lengths, double seconds) {
    Map<Benchmark, Spent> measured = new LinkedHashMap<>();
    double length = lengths.stream()
        .flatMap(Optional::stream)
        .mapToDouble(Lengths::mean)
        .reduce(0, (before, after) -> after);
    List<Benchmark> all = recipe.evaluation().benchmarks();
    for (Benchmark benchmark : all) {
      progress.accept("measuring a slice of " + benchmark.name());
      measured.put(benchmark, benchmark(session, benchmark, length, seconds / all.size()));
    }
    return measured;
  }

  private Spent benchmark(Session session, Benchmark benchmark, double length, double seconds) {
    if (benchmark.draws().isEmpty()) {
      return ScoredBenchmark.measure(session, benchmark, recipe);
    }
    Sampler sampler = new Sampler(
        session.policy(),
        recipe.tokenizer(),
        recipe.boundTemplate(),
        recipe.seed(),
        new StopSignal());
    List<Problem> held = benchmark.heldOut();
    Meter meter = new Meter();
    long begin = System.nanoTime();
    int most = Math.min(held.size(), SLICE);
    int count = Math.min(most, FIRST);
    List<Group> groups = sampled(sampler, benchmark, held.subList(0, count));
    Meter.Lap lap = meter.lap();
    // With more rows, each row costs less. So the largest slice that fits the time is measured.
    while (count < most && since(begin) + lap.seconds() < Math.max(seconds, 1)) {
      count = Math.min(most, count * GROWTH);
      var unused = meter.lap();
      groups = sampled(sampler, benchmark, held.subList(0, count));
      lap = meter.lap();
    }
    double observed = groups.stream()
        .flatMap(group -> group.completions().stream())
        .mapToInt(completion -> completion.length())
        .average()
        .orElse(1);
    double factor = (double) benchmark.completions() / count * (length > 0 ? length / observed : 1);
    return new Spent(
        benchmark.name(),
        0,
        Map.of(Spent.EVALUATION, lap.seconds() * factor),
        lap.processor() * factor,
        OptionalDouble.empty(),
        Map.of(),
        Map.of(Spent.EVALUATION, Flops.of(session.policy()).sampling(groups) * factor),
        Spent.Solved.UNKNOWN);
  }

  /** Samples and judges a completion of each problem, as an evaluation does. */
  private static List<Group> sampled(Sampler sampler, Benchmark benchmark, List<Problem> problems) {
    List<Group> groups =
        sampler.sample(Draw.of(0, 0, problems, 1, benchmark.draws().orElseThrow()));
    groups.forEach(group -> {
      var unused = RewardTrial.judge(benchmark.judge().orElseThrow(), group);
    });
    return groups;
  }
}
