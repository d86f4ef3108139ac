package io.gradus.experiments.run;

import io.gradus.core.Completion;
import io.gradus.core.Draw;
import io.gradus.core.Problem;
import io.gradus.core.Sampling;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.engine.Compute;
import io.gradus.core.policy.Policy;
import io.gradus.core.trainer.StepObserver;
import io.gradus.experiments.evaluation.EvaluationContext;
import io.gradus.experiments.evaluation.Result;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Stage;
import io.gradus.rollouts.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A recipe in the memory of this process: for programs that use Gradus as a library. The recipe is a Java value, so its
 * reward may be a lambda and its data set a list. Nothing is written: no run directory, no checkpoint, no report.
 *
 * <p>On the same machine, training gives the weights that {@link Run} gives for the same recipe, to the last bit. Only
 * one thread may use a session at a time.
 */
public final class Session implements AutoCloseable {
  private final Recipe recipe;
  private final Fit fit;
  private final Policy policy;
  private final StopSignal stop = new StopSignal();
  private boolean trained;

  private Session(Recipe recipe, Fit fit, Policy policy) {
    this.recipe = recipe;
    this.fit = fit;
    this.policy = policy;
  }

  /**
   * Checks a recipe and its data, and makes the policy: first weights from the recipe's seed or from a model's files.
   *
   * @throws UserError with all faults of the recipe, or if it does not fit the memory
   */
  public static Session open(Recipe recipe) {
    for (Stage stage : recipe.stages()) {
      if (!stage.artefacts().isEmpty()) {
        throw new UserError(
            "stages: a stage of type %s writes files (%s), which need a run directory, but nothing is written here. Train the recipe, or leave the stage out"
                .formatted(
                    stage.name(),
                    stage.artefacts().stream().sorted().collect(Collectors.joining(", "))));
      }
    }
    return rehearsal(recipe);
  }

  /**
   * Opens a session that {@linkplain #rehearse rehearses} stages. Stop a stage before its last step if it writes a data
   * set after that step.
   *
   * @throws UserError as {@link #open}
   */
  public static Session rehearsal(Recipe recipe) {
    List<String> faults = new ArrayList<>(RecipeData.faults(recipe));
    faults.addAll(Teachers.faults(recipe));
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
    recipe.checkAdapter();
    RecipeData.examine(recipe);
    Fit fit = Fit.choose(recipe);
    Policy policy =
        FirstWeights.of(recipe, Compute.choose(recipe.device(), recipe.dtype(), recipe.matmul()));
    policy.activations(fit.activations());
    return new Session(recipe, fit, policy);
  }

  /**
   * Trains all stages of the recipe, once. The recipe's plans of evaluation and checkpoints are not used, because they
   * need a run directory. Call {@link #evaluate} when you want figures, also from the observer.
   *
   * @param observer receives each step's figures and warnings; what it throws ends the training
   * @throws IllegalStateException if this session has begun to train before
   */
  public void train(StepObserver observer) {
    if (trained) {
      throw new IllegalStateException("train: this session has trained. Open another one");
    }
    trained = true;
    for (int s = 1; s <= recipe.stages().size(); s++) {
      try (SessionStage host = new SessionStage(
          recipe,
          policy,
          StageSeed.of(recipe, s),
          recipe.stages().get(s - 1).steps(),
          fit,
          stop,
          observer)) {
        recipe.stages().get(s - 1).run(host, 1);
      }
    }
  }

  /**
   * Trains the first steps of one stage, to measure them. The policy keeps what earlier calls taught it.
   *
   * @param stage 1-based
   * @param until signal that ends the stage between two passes; the step that it interrupts is not reported
   * @param observer receives each step's figures and warnings
   */
  public void rehearse(int stage, StopSignal until, StepObserver observer) {
    Stage part = recipe.stages().get(stage - 1);
    try (SessionStage host = new SessionStage(
        recipe, policy, StageSeed.of(recipe, stage), part.steps(), fit, until, observer)) {
      part.run(host, 1);
    } catch (StopSignal.StopRequested e) {
      if (!until.requested()) {
        throw e;
      }
    }
  }

  /** Returns the memory plan. */
  public Fit fit() {
    return fit;
  }

  /**
   * Runs the recipe's benchmarks with the current weights, and returns one result for each benchmark and mode of
   * sampling.
   */
  public List<Result> evaluate() {
    EvaluationContext context = new EvaluationContext(
        policy, recipe.tokenizer(), recipe.boundTemplate(), recipe.seed(), stop, done -> {});
    return recipe.evaluation().benchmarks().stream()
        .flatMap(benchmark -> benchmark.evaluate(context).stream())
        .toList();
  }

  /**
   * Samples completions of a problem with the current weights; the recipe's seed decides the draws.
   *
   * @throws UserError if the prompt and {@code sampling.maxTokens()} exceed the policy's context
   */
  public List<Completion> sample(Problem problem, int count, Sampling sampling) {
    Sampler sampler =
        new Sampler(policy, recipe.tokenizer(), recipe.boundTemplate(), recipe.seed(), stop);
    return sampler
        .sample(List.of(new Draw(0, 0, problem, count, sampling)))
        .get(0)
        .completions();
  }

  /** Returns the policy with its current weights; {@link #close} closes it. */
  public Policy policy() {
    return policy;
  }

  @Override
  public void close() {
    policy.close();
  }
}
