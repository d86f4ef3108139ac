package io.gradus.experiments.run;

import io.gradus.core.Experience;
import io.gradus.core.ScoredGroup;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.optimizer.AdamW;
import io.gradus.core.trainer.StepObserver;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Stage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps the books of one stage: transcripts before a step's update; metrics, evaluation, checkpoint after it, in this order. */
final class StageObserver implements StepObserver {
  private final int index;
  private final Stage stage;
  private final Recipe recipe;
  private final Policy policy;
  private final Checkpoints checkpoints;
  private final RunLog log;
  private final long stepsBefore;
  private final Transcripts transcripts;
  private @Nullable AdamW optimizer;
  private long observed = -1;

  StageObserver(
      int index,
      Stage stage,
      Recipe recipe,
      RunDirectory directory,
      Policy policy,
      Checkpoints checkpoints,
      RunLog log,
      long stepsBefore) {
    this.index = index;
    this.stage = stage;
    this.recipe = recipe;
    this.policy = policy;
    this.checkpoints = checkpoints;
    this.log = log;
    this.stepsBefore = stepsBefore;
    transcripts = new Transcripts(
        directory.rollouts(index, stage.name()), recipe.tokenizer(), recipe.boundTemplate());
  }

  Transcripts transcripts() {
    return transcripts;
  }

  void optimizer(AdamW state) {
    optimizer = state;
  }

  @Override
  public void sampled(long step, List<ScoredGroup> groups, List<Experience> experience) {
    transcripts.write(step, groups, experience);
  }

  @Override
  public void finished(long step, Map<String, Double> metrics, List<String> warnings) {
    Position at = new Position(index, step);
    log.step(stage.name(), at, stepsBefore + step, metrics, warnings);
    boolean last = step == stage.steps();
    int every = recipe.evaluation().every();
    if (last || (stage.samples() && every > 0 && step % every == 0)) {
      log.evaluate(at);
    }
    observed = step;
    if (last || step % recipe.checkpoint().every() == 0) {
      save(step);
    }
  }

  /** Saves what there is when a run is stopped, if the weights are those of the end of a step whose books are closed. */
  void stopped(long whole) {
    if (whole > 0
        && whole == observed
        && !checkpoints.names().contains(new Position(index, whole).checkpoint(stage.name()))) {
      save(whole);
    }
  }

  private void save(long step) {
    Run.save(
        checkpoints,
        new Position(index, step).checkpoint(stage.name()),
        policy,
        Objects.requireNonNull(optimizer));
  }
}
