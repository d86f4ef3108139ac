package io.gradus.core.preference;

import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Rejected;
import io.gradus.core.UserError;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.SupervisedPlan;
import io.gradus.core.trainer.SupervisedTrainer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns preference pairs into tokens. Each completion ends with the end token, unless it is cut off.
 *
 * @param context longest sequence that the policy can read
 * @param tooLong what happens to longer sequences
 */
public record PairReading(Tokenizer tokenizer, Template template, int context, TooLong tooLong) {

  /**
   * Returns a pair as tokens.
   *
   * @throws UserError if the problem is no pair, if both completions have the same tokens, or if the pair does not fit
   */
  public TokenPair pair(Problem problem) {
    Rejected worse = problem
        .rejected()
        .orElseThrow(() -> new UserError(
            "problem '%s' has no rejected completion, so it is no preference pair. Use a data set with pairs, such as trl-file or contrast"
                .formatted(problem.id())));
    TokenSequence chosen = whole(problem, problem.demonstration().orElseThrow());
    TokenSequence rejected = whole(problem, worse.demonstration());
    TokenPair pair = new TokenPair(
        problem.id(),
        fitting(chosen),
        fitting(rejected),
        length(chosen) > context || length(rejected) > context,
        worse.margin().orElse(0));
    if (Arrays.equals(pair.chosen().completion(), pair.rejected().completion())) {
      throw new UserError(
          pair.truncated()
              ? "problem '%s': its chosen and rejected completions differ only beyond the context of %d tokens, so the pair teaches nothing. Shorten them, or leave the pair out"
                  .formatted(problem.id(), context)
              : "problem '%s': its chosen and rejected completions have the same tokens, so the pair teaches nothing. Correct one of them, or leave the pair out"
                  .formatted(problem.id()));
    }
    return pair;
  }

  /**
   * Returns problems as tokens.
   *
   * @throws UserError as {@link #pair}
   */
  public List<TokenPair> pairs(List<Problem> problems) {
    return problems.stream().map(this::pair).toList();
  }

  /**
   * Returns the pairs of a step as tokens.
   *
   * @throws UserError as {@link #pair}
   */
  public List<TokenPair> ofStep(Dataset dataset, long seed, long step, int batch) {
    return pairs(IntStream.range(0, batch)
        .mapToObj(i -> dataset.problem(seed, step, i, batch))
        .toList());
  }

  /**
   * Returns the largest pass through the network of a stage that learns from these pairs. A pair is never split, so a
   * pass has at least one pair.
   *
   * @param problems problems that are known before the stage begins
   * @param microBatchTokens tokens in one pass, if the plan does not set them
   */
  public MemoryPlan.Load load(List<Problem> problems, SupervisedPlan plan, int microBatchTokens) {
    int prompt = 1;
    int completion = 1;
    for (TokenSequence sequence : TokenPair.sequences(pairs(problems))) {
      prompt = Math.max(prompt, sequence.prompt().length);
      completion = Math.max(completion, sequence.completion().length);
    }
    return new MemoryPlan.Load(
        prompt,
        completion,
        2,
        0,
        2 * Math.min(plan.batch(), plan.microBatch().orElse(plan.batch())),
        Math.max(prompt + 2 * completion, plan.microBatchTokens().orElse(microBatchTokens)));
  }

  private TokenSequence whole(Problem problem, Demonstration demonstration) {
    TokenSequence sequence = SupervisedTrainer.whole(problem, demonstration, tokenizer, template);
    if (sequence.prompt().length >= context) {
      throw new UserError(
          "problem '%s': its prompt has %d tokens, which leaves no room for a completion in the policy's context of %d. Shorten the prompt, or leave the pair out"
              .formatted(problem.id(), sequence.prompt().length, context));
    }
    if (tooLong == TooLong.REFUSE && length(sequence) > context) {
      throw new UserError(
          "problem '%s': its prompt and a completion have %d tokens, more than the policy's context of %d. Set too-long: truncate, shorten the texts, or leave the pair out"
              .formatted(problem.id(), length(sequence), context));
    }
    return sequence;
  }

  private TokenSequence fitting(TokenSequence sequence) {
    int room = context - sequence.prompt().length;
    return sequence.completion().length <= room
        ? sequence
        : new TokenSequence(sequence.prompt(), Arrays.copyOf(sequence.completion(), room));
  }

  private static int length(TokenSequence sequence) {
    return sequence.prompt().length + sequence.completion().length;
  }
}
