package io.gradus.core.trainer;

import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.RunFailure;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.policy.LogProbs;
import io.gradus.core.policy.TokenGradients;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Supervised fine-tuning on demonstrations, the cold start of arXiv:2501.12948. The loss is the mean of {@code -log
 * pi_theta} over an optimizer step's completion tokens, including the end token.
 */
public final class SupervisedTrainer {
  private final SupervisedPlan plan;
  private final Dataset dataset;
  private final Tokenizer tokenizer;
  private final Template template;
  private final Learner learner;
  private final StepObserver observer;
  private final StopSignal stop;
  private final long seed;
  private final int context;

  /**
   * Makes a trainer, without starting it.
   *
   * @param seed decides in which order demonstrations are drawn
   */
  public SupervisedTrainer(
      SupervisedPlan plan,
      Dataset dataset,
      Tokenizer tokenizer,
      Template template,
      Learner learner,
      StepObserver observer,
      StopSignal stop,
      long seed) {
    this.plan = plan;
    this.dataset = dataset;
    this.tokenizer = tokenizer;
    this.template = template;
    this.learner = learner;
    this.observer = observer;
    this.stop = stop;
    this.seed = seed;
    context = learner.context();
  }

  /** Trains from a step to the last step of the plan. */
  public void train(long firstStep) {
    OptionalLong completed = OptionalLong.of(firstStep - 1);
    try {
      for (long step = firstStep; step <= plan.steps(); step++) {
        long begin = System.nanoTime();
        List<TokenSequence> batch = batch(step);
        int tokens = batch.stream().mapToInt(s -> s.completion().length).sum();
        double[] loss = new double[1];
        long s = step;
        double norm = learner.update(
            step,
            batch,
            1,
            (from, logProbs) -> gradient(s, from, logProbs, tokens, loss),
            stop::check);
        completed = OptionalLong.of(step);
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", loss[0]);
        metrics.put("prompt_tokens", (double)
            batch.stream().mapToInt(sequence -> sequence.prompt().length).sum());
        metrics.putAll(learner.metrics(step, norm, tokens, begin));
        observer.finished(step, metrics, List.of());
      }
    } catch (StopSignal.StopRequested e) {
      throw e.at(completed);
    }
  }

  private List<TokenSequence> batch(long step) {
    List<TokenSequence> batch = new ArrayList<>();
    for (int i = 0; i < plan.batch(); i++) {
      Problem problem = dataset.problem(seed, step, i, plan.batch());
      batch.add(sequence(problem, tokenizer, template, context));
    }
    return batch;
  }

  /**
   * Returns a problem's prompt and its demonstration, the closing end token included.
   *
   * @param context longest sequence that the policy can read
   * @throws UserError if the problem has no demonstration or an empty prompt, or if both exceed the context
   */
  public static TokenSequence sequence(
      Problem problem, Tokenizer tokenizer, Template template, int context) {
    Demonstration demonstration = problem
        .demonstration()
        .orElseThrow(() -> new UserError(
            "problem '%s' has no demonstration to learn from: a stage of type sft needs a data set with demonstrations (map one: fields.demonstration)"
                .formatted(problem.id())));
    TokenSequence sequence = whole(problem, demonstration, tokenizer, template);
    int tokens = sequence.prompt().length + sequence.completion().length;
    if (tokens > context) {
      throw new UserError(
          "problem '%s': its prompt and demonstration have %d tokens, more than the policy's context of %d. Shorten them, leave the problem out, or (with an architecture of your own) raise policy.architecture.context"
              .formatted(problem.id(), tokens, context));
    }
    return sequence;
  }

  /**
   * Returns a problem's prompt and a completion of it, the closing end token included, of any length.
   *
   * @throws UserError if the prompt is empty
   */
  public static TokenSequence whole(
      Problem problem, Demonstration demonstration, Tokenizer tokenizer, Template template) {
    int[] text = tokenizer.encode(template.completionText(demonstration));
    int[] completion = Arrays.copyOf(text, text.length + 1);
    completion[text.length] = tokenizer.endTokens().get(0);
    int[] prompt = tokenizer.encode(template.promptText(problem));
    if (prompt.length == 0) {
      throw new UserError(
          "problem '%s': its prompt has no tokens, but training needs at least one. Give the problem a question, or use a template that adds text"
              .formatted(problem.id()));
    }
    return new TokenSequence(prompt, completion);
  }

  private static TokenGradients gradient(
      long step, int from, LogProbs logProbs, int tokens, double[] loss) {
    float[][] gradients = new float[logProbs.logProbs().length][];
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] = new float[logProbs.logProbs()[i].length];
      Arrays.fill(gradients[i], -1f / tokens);
      for (float logProb : logProbs.logProbs()[i]) {
        loss[0] -= logProb / tokens;
      }
      if (!Double.isFinite(loss[0])) {
        throw new RunFailure(
            "step %d: the loss is %s from demonstration %d of the batch on. The weights did not change"
                .formatted(step, loss[0], from + i));
      }
    }
    return new TokenGradients(gradients, new float[0][]);
  }
}
