package io.gradus.experiments.run;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Reward;
import io.gradus.core.ScoredGroup;
import io.gradus.core.StopSignal;
import io.gradus.core.checkpoint.Checkpoint;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.core.curriculum.ProblemChoice;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.PolicyFiles;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.FrozenPolicy;
import io.gradus.core.trainer.Learner;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.core.trainer.StepObserver;
import io.gradus.core.trainer.TokenFigures;
import io.gradus.experiments.journal.Ledger;
import io.gradus.experiments.journal.Position;
import io.gradus.experiments.journal.Transcripts;
import io.gradus.experiments.journal.UpdateFigures;
import io.gradus.experiments.progress.Course;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Recorded;
import io.gradus.experiments.stage.Stage;
import io.gradus.experiments.stage.StageHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One stage of a run. It records each step in this order: transcripts, then the update, then metrics, evaluation and
 * checkpoint. When the run is stopped, it saves the weights if they belong to the end of a recorded step.
 */
final class StageRun implements StageHost, StepObserver, AutoCloseable {
  private final OpenRun run;
  private final int index;
  private final Stage stage;
  private final Position from;
  private final StageState state;
  private final Ledger ledger;
  private final Transcripts transcripts;
  private final UpdateFigures updateFigures;
  private final Recorded recordedSteps;
  private final List<Policy> frozen = new ArrayList<>();

  /** The last step that is recorded completely. */
  private long recorded;

  /**
   * Creates a stage that begins or continues.
   *
   * @param index 1-based
   * @param from position from which it continues
   * @param saved the checkpoint at {@code from}; unused at the beginning of a stage
   */
  StageRun(OpenRun run, int index, Position from, Optional<Checkpoint> saved) {
    this.run = run;
    this.index = index;
    this.from = from;
    state = new StageState(run.policy(), saved.filter(checkpoint -> from.step() > 0));
    ledger = run.directory().ledger();
    Recipe recipe = run.recipe();
    stage = recipe.stages().get(index - 1);
    recorded = from.step();
    Path rollouts = run.directory().rollouts(index, stage.name());
    transcripts = new Transcripts(rollouts, recipe.tokenizer(), recipe.boundTemplate());
    updateFigures = new UpdateFigures(rollouts);
    recordedSteps = transcripts.recorded(from.step() + 1);
  }

  /**
   * Runs the stage to its end.
   *
   * @throws StopSignal.StopRequested if a stop was requested, after saving what can be saved
   */
  void run() {
    Recipe recipe = run.recipe();
    run.progress()
        .start(
            stage.name(),
            stage.steps(),
            from.step(),
            new Course(
                !recipe.evaluation().benchmarks().isEmpty(),
                stage.watched() ? recipe.evaluation().every() : 0,
                recipe.stages().subList(index, recipe.stages().size()).stream()
                    .map(Stage::name)
                    .toList()));
    run.log().next();
    try {
      stage.run(this, from.step() + 1);
    } catch (StopSignal.StopRequested e) {
      stopped(e.completedStep());
      throw e;
    }
  }

  /** Between the first update of a step and its end, the weights belong to no step and are not saved. */
  private void stopped(OptionalLong completed) {
    boolean whole = completed.equals(OptionalLong.of(recorded));
    String name = new Position(index, recorded).checkpoint(stage.name());
    if (!whole || recorded == 0) {
      run.progress().note("stopped in step %d of %s".formatted(recorded + 1, stage.name()));
      return;
    }
    if (!run.checkpoints().names().contains(name)) {
      save(recorded);
    }
    run.progress().note("stopped after step %d of %s".formatted(recorded, stage.name()));
  }

  @Override
  public void sampled(long step, List<ScoredGroup> groups, List<Experience> experience) {
    transcripts.write(step, groups, experience);
    Position at = new Position(index, step);
    if (stage.learning().isPresent()) {
      ledger.drawn(stage.name(), at, groups, experience);
    } else {
      ledger.sampled(stage.name(), at, groups);
    }
  }

  @Override
  public void updated(
      long step, List<ScoredGroup> groups, IdentityHashMap<Completion, TokenFigures> figures) {
    updateFigures.write(step, groups, figures);
  }

  @Override
  public void finished(long step, Map<String, Double> metrics, List<String> warnings) {
    Position at = new Position(index, step);
    run.log().step(at, metrics, warnings);
    ledger.finished();
    boolean last = step == stage.steps();
    int every = run.recipe().evaluation().every();
    boolean evaluates = last || (stage.watched() && every > 0 && step % every == 0);
    if (evaluates) {
      run.log().evaluate(at);
    }
    recorded = step;
    boolean best = evaluates && isBest(at);
    if (last || best || step % run.recipe().checkpoint().every() == 0) {
      save(step);
    }
    run.log().next();
  }

  /** Returns whether a step is the best so far. If so, its checkpoint, which is saved next, is kept. */
  private boolean isBest(Position at) {
    String name = at.checkpoint(stage.name());
    List<String> checkpoints = new ArrayList<>(run.checkpoints().names());
    checkpoints.add(name);
    Optional<BestCheckpoint> best = run.recipe()
        .checkpoint()
        .keepBest()
        .flatMap(benchmark -> BestCheckpoint.of(run.directory(), benchmark, checkpoints));
    best.ifPresent(b -> pin(run, b));
    return best.filter(b -> b.checkpoint().equals(name)).isPresent();
  }

  /** Keeps the best checkpoint, and records which one it is. */
  static void pin(OpenRun run, BestCheckpoint best) {
    run.checkpoints().pin(Set.of(best.checkpoint()));
    RunDirectory.writeJson(run.directory().best(), best);
  }

  private void save(long step) {
    Checkpoints checkpoints = run.checkpoints();
    checkpoints.save(new Position(index, step).checkpoint(stage.name()), state::saveInto);
  }

  @Override
  public Policy policy() {
    return run.policy();
  }

  @Override
  public Tokenizer tokenizer() {
    return run.recipe().tokenizer();
  }

  @Override
  public Template template() {
    return run.recipe().boundTemplate();
  }

  @Override
  public long seed() {
    return StageSeed.of(run.recipe(), index);
  }

  @Override
  public int microBatchTokens() {
    return run.fit().microBatchTokens();
  }

  @Override
  public StopSignal stop() {
    return run.stop();
  }

  @Override
  public StepObserver observer() {
    return this;
  }

  @Override
  public Learner learner(Optimizer optimizer, MicroBatches microBatches) {
    Learner learner = new Learner(run.policy(), optimizer, microBatches, stage.steps());
    state.restore(learner);
    return learner;
  }

  @Override
  public void chooses(ProblemChoice choice) {
    state.restore(choice);
  }

  @Override
  public Policy frozen(String name) {
    Policy copy = run.policy().copy();
    frozen.add(copy);
    if (from.step() == 0) {
      PolicyFiles.save(run.policy(), run.directory().frozen(index).file(name, 0));
    } else {
      long refreshed = run.directory().frozen(index).newest(name, from.step());
      PolicyFiles.load(copy, run.directory().frozen(index).file(name, refreshed));
    }
    return copy;
  }

  @Override
  public FrozenPolicy teacher(String name, boolean scores) {
    TeacherModel teacher = TeacherModel.of(run.recipe(), name, run.directory().provenance());
    Policy policy;
    if (teacher.hasFiles()) {
      policy = teacher.open(run.policy().compute());
      frozen.add(policy);
      policy.activations(run.fit().activations());
    } else {
      policy = teacher.keepsFirstWeights() ? frozen(name) : run.policy();
    }
    return new FrozenPolicy(policy, teacher.view(), scores);
  }

  @Override
  public Reward loaded(Reward reward) {
    return RewardModels.load(
        reward, run.directory().provenance(), run.policy(), run.fit(), frozen::add);
  }

  @Override
  public void refreshed(String name, long step) {
    PolicyFiles.save(run.policy(), run.directory().frozen(index).file(name, step));
    run.directory().frozen(index).drop(name, inUse(name));
  }

  /**
   * Returns the step of the refresh that the oldest checkpoint of this stage needs. No checkpoint needs older
   * refreshes.
   */
  private long inUse(String name) {
    long oldest = run.checkpoints().names().stream()
        .map(Position::ofCheckpoint)
        .filter(position -> position.stage() == index)
        .mapToLong(Position::step)
        .min()
        .orElse(0);
    return run.directory().frozen(index).newest(name, oldest);
  }

  @Override
  public Recorded recorded() {
    return recordedSteps;
  }

  @Override
  public Path artefact(String name) {
    return run.directory().artefacts(index, stage.name()).resolve(name);
  }

  @Override
  public void close() {
    frozen.forEach(Policy::close);
    state.close();
  }
}
