package io.gradus.experiments.doctor;

import io.gradus.core.Draw;
import io.gradus.core.Group;
import io.gradus.core.Judge;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RunFailure;
import io.gradus.core.Sampling;
import io.gradus.core.ScoredGroup;
import io.gradus.core.UserError;
import io.gradus.core.objective.RewardTrial;
import io.gradus.core.policy.Policy;
import io.gradus.core.reporting.RewardReport;
import io.gradus.core.trainer.StepEnds;
import io.gradus.experiments.doctor.Subject.PolicySource;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.RewardModels;
import io.gradus.experiments.run.StageSeed;
import io.gradus.experiments.samples.Selection;
import io.gradus.experiments.stage.GrpoStage;
import io.gradus.experiments.stage.Reading;
import io.gradus.experiments.stage.RejectionSamplingStage;
import io.gradus.experiments.stage.Stage;
import io.gradus.rollouts.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that rewards differ within groups, by sampling like the first step of the first stage that explores. If they do
 * not differ, every advantage is 0, and further steps do not change this. For rejection sampling, checks that something
 * would be kept.
 */
final class SignalCheck implements Check {
  private static final int GROUPS = 8;
  private static final double LITTLE = 0.15;

  @Override
  public String name() {
    return "signal";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    return Stream.of(Material.Use.EXPLORED, Material.Use.SELECTED)
        .flatMap(use -> subject.training().stream().filter(m -> m.use() == use).limit(1))
        .flatMap(first -> examine(subject, first).stream())
        .toList();
  }

  private List<Finding> examine(Subject subject, Material first) {
    List<Stage> stages = subject.recipe().stages();
    int number = first.stage();
    String where = "stages[%d]".formatted(number - 1);
    if (subject.policy().isEmpty()) {
      return List.of(new Finding(
          Severity.NOTE,
          name(),
          "not checked yet, because the policy that %s samples from exists only after %s"
              .formatted(where, stages.get(0).name()),
          where,
          "After the cold start, also while the run is training, give: gradus doctor %s"
              .formatted(subject.directory())));
    }
    PolicySource source = subject.policy().get();
    Stage stage = stages.get(number - 1);
    try (Policy policy = source.open().get()) {
      if (stage instanceof RejectionSamplingStage selecting) {
        Selection selection = new Selection(selecting.keep(), selecting.filters());
        sample(subject, policy, number, selecting.plan().samples())
            .forEach(group -> selection.add(1, group));
        return List.of(selected(source, where, selection));
      }
      int size = stage.exploration().orElseThrow().plan().groupSize();
      return List.of(judge(
          source,
          where,
          sample(subject, policy, number, size),
          !stage.teachers().isEmpty()));
    } catch (UserError | RunFailure e) {
      return List.of(new Finding(
          Severity.FAULT,
          name(),
          "nothing could be sampled from %s: %s".formatted(source.words(), e.getMessage()),
          where,
          "Fix this first."));
    }
  }

  /** Returns whether a few completions contain some that a stage would keep. */
  private Finding selected(PolicySource source, String where, Selection selection) {
    String figures = "completions sampled from %s: %s".formatted(source.words(), selection.words());
    return selection.counts().getOrDefault("kept", 0L) > 0
        ? Finding.ok(name(), where, figures)
        : new Finding(
            Severity.WARNING,
            name(),
            "nothing would be kept: " + figures,
            where,
            "Loosen the rule that removed most, sample more completions of each problem (plan.samples), or train "
                + "the policy before.");
  }

  private static List<ScoredGroup> sample(
      Subject subject, Policy policy, int number, int completions) {
    Recipe recipe = subject.recipe();
    Stage stage = recipe.stages().get(number - 1);
    Sampling sampling = stage.draws().orElseThrow();
    long seed = StageSeed.of(recipe, number);
    Sampler sampler =
        new Sampler(policy, recipe.tokenizer(), recipe.boundTemplate(), seed, subject.stop());
    Reading reading = stage.reading().orElseThrow();
    int stride = reading.problemsPerStep();
    int groups = Math.min(GROUPS, stride);
    List<ScoredGroup> scored = new ArrayList<>();
    List<Policy> models = new ArrayList<>();
    try (Progress.Phase phase = subject.progress().phase("sampling groups", groups)) {
      Reward reward = RewardModels.load(stage.judgedBy().orElseThrow(), models::add);
      Judge outcomes = group -> RewardTrial.judge(reward, group);
      Judge judge =
          stage instanceof GrpoStage grpo && grpo.objective().advantage().readsSteps()
              ? new StepEnds(outcomes, recipe.tokenizer())
              : outcomes;
      for (int i = 0; i < groups; i++) {
        Problem problem = reading.dataset().problem(seed, 1, i, stride);
        Draw draw = new Draw(1, i, problem, completions, sampling);
        for (Group group : sampler.sample(List.of(draw))) {
          scored.add(judge.judge(group));
        }
        phase.advance(i + 1L);
      }
    } finally {
      models.forEach(Policy::close);
    }
    return scored;
  }

  /**
   * Returns the finding about a few sampled groups.
   *
   * @param taught whether a teacher gives the signal; equal rewards then give no warning
   */
  Finding judge(PolicySource source, String where, List<ScoredGroup> groups, boolean taught) {
    Map<String, Double> metrics = new RewardReport(groups).metrics();
    double signal = 1 - metrics.getOrDefault("groups/without_signal", 1.0);
    double truncated = metrics.getOrDefault("truncated", 0.0);
    String figures =
        ("%d groups of %d sampled from %s: mean reward %.3f, %.0f %% of the groups have a "
                + "signal, %.0f %%"
                + " of the completions truncated, mean length %.1f tokens, verdicts %s")
            .formatted(
                groups.size(),
                groups.get(0).group().size(),
                source.words(),
                metrics.getOrDefault("reward/mean", 0.0),
                100 * signal,
                100 * truncated,
                metrics.getOrDefault("length/mean", 0.0),
                metrics.entrySet().stream()
                    .filter(m -> m.getKey().startsWith("verdict/"))
                    .map(m -> "%s %.0f".formatted(m.getKey().substring(8), m.getValue()))
                    .collect(Collectors.joining(", ")));
    if (metrics.getOrDefault("verdict/verifier_error", 0.0) > 0) {
      return new Finding(
          Severity.FAULT,
          name(),
          "the verifier fails: " + figures,
          where + ".objective.reward",
          "Such samples are masked. Find the reason with gradus score, or in the finding of "
              + "gold-answers.");
    }
    if (taught || signal > LITTLE) {
      return Finding.ok(name(), where, figures);
    }
    if (source.ended() && metrics.getOrDefault("groups/all_correct", 0.0) > 0.5) {
      return new Finding(
          Severity.NOTE,
          name(),
          "the problems are solved: " + figures,
          where,
          "To learn more, use harder problems.");
    }
    return new Finding(
        Severity.WARNING,
        name(),
        (signal == 0
                ? "no group has a signal, so nothing would be learned: "
                : "few groups have a signal: ")
            + figures,
        where,
        remedy(metrics, truncated));
  }

  private static String remedy(Map<String, Double> metrics, double truncated) {
    if (truncated > 0.5) {
      return "Most completions are cut off. Raise sampling.max-tokens, or teach the policy to "
          + "end with a cold start.";
    }
    if (metrics.getOrDefault("groups/all_correct", 0.0) > 0.5) {
      return "The policy already solves the problems. Use harder ones.";
    }
    return "The policy can only learn from problems that it sometimes solves. Begin with a cold "
        + "start (a stage of type sft whose demonstrations contain the skill), or use easier "
        + "problems or larger groups.";
  }
}
