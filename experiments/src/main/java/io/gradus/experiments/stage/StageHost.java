package io.gradus.experiments.stage;

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
import java.nio.file.Path;

/**
 * Services of a run for its stages. The host owns everything that it returns. It closes learners and frozen models
 * after the stage, and saves the learner's weights and moments when the run is stopped.
 */
public interface StageHost {
  /** Policy that all stages of the recipe share. */
  Policy policy();

  /** Tokenizer of the policy. */
  Tokenizer tokenizer();

  /** Template that turns problems into prompts. */
  Template template();

  /** Seed of this stage's problems and draws. */
  long seed();

  /** Tokens in one pass through the network, for a stage whose plan does not set them. */
  int microBatchTokens();

  /** Signal that asks the stage to stop; checked between native calls. */
  StopSignal stop();

  /** Records each step: transcripts before the update; metrics, evaluation and checkpoint after it. */
  StepObserver observer();

  /** Creates the learner of the policy, in a resumed stage with the saved moments. A stage has at most one learner. */
  Learner learner(Optimizer optimizer, MicroBatches microBatches);

  /** Restores the state of a choice of problems in a resumed stage, and saves it with each checkpoint. */
  void chooses(ProblemChoice choice);

  /**
   * Returns the frozen copy of the policy from the beginning of the stage or from the last {@linkplain #refreshed
   * refresh}, also after a resume.
   *
   * @param name one of {@link Stage#frozenModels}
   */
  Policy frozen(String name);

  /**
   * Returns a teacher of the recipe, with what it reads.
   *
   * @param name one of {@link Stage#teachers}
   * @param scores whether the log-probs of the step's completions are read
   */
  FrozenPolicy teacher(String name, boolean scores);

  /** Returns a reward whose reward models are loaded. */
  Reward loaded(Reward reward);

  /**
   * Records that a frozen model has taken over the policy's present weights, so that a resumed stage finds it again.
   *
   * @param name one of {@link Stage#frozenModels}
   * @param step step after which the weights were copied
   */
  void refreshed(String name, long step);

  /** Records of the stage before an interruption. */
  Recorded recorded();

  /**
   * Path for an artefact that the stage produces, such as a data set. An {@link io.gradus.core.files.AtomicFile} makes
   * its folder.
   *
   * @param name one of {@link Stage#artefacts}
   */
  Path artefact(String name);
}
