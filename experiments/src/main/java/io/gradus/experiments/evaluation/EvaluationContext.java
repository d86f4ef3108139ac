package io.gradus.experiments.evaluation;

import io.gradus.core.StopSignal;
import io.gradus.core.policy.Policy;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import java.util.function.LongConsumer;

/**
 * What an evaluation works on.
 *
 * @param seed decides the draws
 * @param progress receives the number of completions that are done
 */
public record EvaluationContext(
    Policy policy,
    Tokenizer tokenizer,
    Template template,
    long seed,
    StopSignal stop,
    LongConsumer progress) {}
