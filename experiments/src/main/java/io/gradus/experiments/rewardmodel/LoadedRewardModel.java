package io.gradus.experiments.rewardmodel;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.UserError;
import io.gradus.core.policy.SequenceScores;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.MicroBatches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A reward model with its weights. It reads the question and the completion as text, with its own template and
 * tokenizer. An end token follows each completion, even a truncated one, because the model learned to read the score
 * there.
 */
public final class LoadedRewardModel implements Reward {
  private final String name;
  private final SequenceScores model;
  private final Tokenizer tokenizer;
  private final Template template;
  private final int context;
  private final ScoredPart part;
  private final MicroBatches microBatches;

  /**
   * Makes a reward that uses this model, which the caller must keep open.
   *
   * @param name name for messages
   * @param context longest sequence that the model can read
   * @param microBatches limits of a pass
   */
  public LoadedRewardModel(
      String name,
      SequenceScores model,
      Tokenizer tokenizer,
      Template template,
      int context,
      ScoredPart part,
      MicroBatches microBatches) {
    this.name = name;
    this.model = model;
    this.tokenizer = tokenizer;
    this.template = template;
    this.context = context;
    this.part = part;
    this.microBatches = microBatches;
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    return scoreGroup(new Group(problem, List.of(completion))).get(0);
  }

  @Override
  public List<Score> scoreGroup(Group group) {
    Score[] scores = new Score[group.size()];
    List<Integer> members = new ArrayList<>();
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      try {
        sequences.add(sequence(group.problem(), group.completions().get(i)));
        members.add(i);
      } catch (UserError e) {
        scores[i] = Score.verifierError("reward model %s: %s".formatted(name, e.getMessage()));
      }
    }
    if (!sequences.isEmpty()) {
      float[] values = values(sequences);
      for (int i = 0; i < values.length; i++) {
        scores[members.get(i)] = Float.isFinite(values[i])
            ? Score.unjudged(values[i], "reward model %s".formatted(name))
            : Score.verifierError("reward model %s: its score is %s".formatted(name, values[i]));
      }
    }
    return Arrays.asList(scores);
  }

  private synchronized float[] values(List<TokenSequence> sequences) {
    float[] values = new float[sequences.size()];
    for (MicroBatches.Range range : microBatches.of(sequences)) {
      float[] pass = model.of(sequences.subList(range.from(), range.to()));
      System.arraycopy(pass, 0, values, range.from(), pass.length);
    }
    return values;
  }

  private TokenSequence sequence(Problem problem, Completion completion) {
    int[] prompt = tokenizer.encode(template.promptText(problem));
    int[] text = tokenizer.encode(part.of(completion.text()));
    int[] closed = Arrays.copyOf(text, text.length + 1);
    closed[text.length] = tokenizer.endTokens().get(0);
    if (prompt.length + closed.length > context) {
      throw new UserError(
          "its tokenizer makes %d tokens of prompt and completion, more than its context of %d. Lower sampling.max-tokens"
              .formatted(prompt.length + closed.length, context));
    }
    return new TokenSequence(prompt, closed);
  }
}
