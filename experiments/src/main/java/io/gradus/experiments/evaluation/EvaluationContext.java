package io.gradus.experiments.evaluation;

import io.gradus.core.StopSignal;
import io.gradus.core.policy.Policy;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import java.util.function.LongConsumer;

/**
 * Everything that an evaluation needs.
 *
 * @param seed seed of the draws
 * @param progress receives the number of finished completions
 */
public record EvaluationContext(
    Policy policy,
    Tokenizer tokenizer,
    Template template,
    long seed,
    StopSignal stop,
    LongConsumer progress) {}
