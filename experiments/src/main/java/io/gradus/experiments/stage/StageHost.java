package io.gradus.experiments.stage;

import io.gradus.core.StopSignal;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.FrozenPolicy;
import io.gradus.core.trainer.Learner;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.core.trainer.StepObserver;
import java.nio.file.Path;

/**
 * What a run lends a stage. The host owns everything that it returns: it closes learners and frozen models after the stage, and
 * saves the learner's weights and moments when the run is stopped.
 */
public interface StageHost {
  /** The policy that the recipe's stages share. */
  Policy policy();

  /** The policy's tokenizer. */
  Tokenizer tokenizer();

  /** Lays problems out as prompts. */
  Template template();

  /** Seed of this stage: its problems and its draws. */
  long seed();

  /** Tokens in one pass through the network, for a stage whose plan does not set them. */
  int microBatchTokens();

  /** Asks the stage to leave; checked between native calls. */
  StopSignal stop();

  /** Records each step: transcripts before the update; metrics, evaluation and checkpoint after it. */
  StepObserver observer();

  /** A learner on the policy; in a resumed stage it goes on with the saved moments. A stage has at most one. */
  Learner learner(Optimizer optimizer, MicroBatches microBatches);

  /**
   * The policy as it was when the stage began or when it was last {@linkplain #refreshed refreshed}, also after a resume.
   *
   * @param name one of {@link Stage#frozenModels}
   */
  Policy frozen(String name);

  /**
   * A teacher of the recipe, with what it reads.
   *
   * @param name one of {@link Stage#teachers}
   * @param scores whether the log-probs of the step's completions are read
   */
  FrozenPolicy teacher(String name, boolean scores);

  /**
   * Records that a frozen model has taken over the policy's present weights, so that a resumed stage finds it again.
   *
   * @param name one of {@link Stage#frozenModels}
   * @param step whose end the weights are
   */
  void refreshed(String name, long step);

  /** What was recorded of the stage before an interruption. */
  Recorded recorded();

  /**
   * Where the stage writes an artefact that it produces, such as a data set.
   *
   * @param name one of {@link Stage#artefacts}
   */
  Path artefact(String name);
}
