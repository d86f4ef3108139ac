package io.gradus.experiments.run;

import io.gradus.core.Reward;
import io.gradus.core.StopSignal;
import io.gradus.core.curriculum.ProblemChoice;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.FrozenPolicy;
import io.gradus.core.trainer.Learner;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.core.trainer.StepObserver;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Recorded;
import io.gradus.experiments.stage.StageHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One stage of a {@link Session}, with all its resources in memory. */
final class SessionStage implements StageHost, AutoCloseable {
  private final Recipe recipe;
  private final Policy policy;
  private final long seed;
  private final int steps;
  private final Fit fit;
  private final StopSignal stop;
  private final StepObserver observer;
  private final List<Policy> frozen = new ArrayList<>();
  private final List<Learner> learners = new ArrayList<>();

  /**
   * Begins a stage.
   *
   * @param seed seed of the stage
   * @param steps number of steps of the stage
   */
  SessionStage(
      Recipe recipe,
      Policy policy,
      long seed,
      int steps,
      Fit fit,
      StopSignal stop,
      StepObserver observer) {
    this.recipe = recipe;
    this.policy = policy;
    this.seed = seed;
    this.steps = steps;
    this.fit = fit;
    this.stop = stop;
    this.observer = observer;
  }

  @Override
  public Policy policy() {
    return policy;
  }

  @Override
  public Tokenizer tokenizer() {
    return recipe.tokenizer();
  }

  @Override
  public Template template() {
    return recipe.boundTemplate();
  }

  @Override
  public long seed() {
    return seed;
  }

  @Override
  public int microBatchTokens() {
    return fit.microBatchTokens();
  }

  @Override
  public StopSignal stop() {
    return stop;
  }

  @Override
  public StepObserver observer() {
    return observer;
  }

  @Override
  public Learner learner(Optimizer optimizer, MicroBatches microBatches) {
    Learner learner = new Learner(policy, optimizer, microBatches, steps);
    learners.add(learner);
    return learner;
  }

  /** The choice lives in memory, and nothing is resumed. */
  @Override
  public void chooses(ProblemChoice choice) {}

  @Override
  public Policy frozen(String name) {
    Policy copy = policy.copy();
    frozen.add(copy);
    return copy;
  }

  @Override
  public FrozenPolicy teacher(String name, boolean scores) {
    TeacherModel teacher = TeacherModel.of(recipe, name);
    if (!teacher.hasFiles()) {
      Policy own = teacher.keepsFirstWeights() ? frozen(name) : policy;
      return new FrozenPolicy(own, teacher.view(), scores);
    }
    Policy opened = teacher.open(policy.compute());
    frozen.add(opened);
    opened.activations(fit.activations());
    return new FrozenPolicy(opened, teacher.view(), scores);
  }

  @Override
  public Reward loaded(Reward reward) {
    return RewardModels.load(reward, Path.of("no-provenance"), policy, fit, frozen::add);
  }

  /** Does nothing: the copy already has the new weights, and a session has no files to update. */
  @Override
  public void refreshed(String name, long step) {}

  @Override
  public Recorded recorded() {
    return Recorded.NOTHING;
  }

  @Override
  public Path artefact(String name) {
    throw new IllegalStateException(
        "artefact: the stage did not declare '%s', so the session could not refuse it"
            .formatted(name));
  }

  @Override
  public void close() {
    frozen.forEach(Policy::close);
    learners.forEach(Learner::close);
  }
}
