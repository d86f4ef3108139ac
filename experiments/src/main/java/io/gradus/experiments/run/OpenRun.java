package io.gradus.experiments.run;

import io.gradus.core.StopSignal;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.core.policy.Policy;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;

/**
 * A run whose directory is locked and whose policy is loaded.
 *
 * @param fit memory plan
 */
record OpenRun(
    Recipe recipe,
    RunDirectory directory,
    Policy policy,
    Fit fit,
    Checkpoints checkpoints,
    RunLog log,
    Progress progress,
    StopSignal stop) {}
