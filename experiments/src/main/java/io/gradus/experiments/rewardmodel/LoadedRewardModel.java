package io.gradus.experiments.rewardmodel;

import com.google.common.primitives.Floats;
import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.StepScore;
import io.gradus.core.Steps;
import io.gradus.core.UserError;
import io.gradus.core.Verdict;
import io.gradus.core.policy.SequenceScores;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.rewardmodel.StepLoss;
import io.gradus.core.text.Template;
import io.gradus.core.text.TextEnds;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.MicroBatches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A reward model with its weights. It reads the question and the completion as text, with its own template and
 * tokenizer. An end token follows each completion, even a truncated one, because the model learned to read the score
 * there. A process reward model scores all steps of a text in one pass.
 */
public final class LoadedRewardModel implements Reward {
  private final RewardModel named;
  private final SequenceScores model;
  private final Tokenizer tokenizer;
  private final Template template;
  private final int context;
  private final MicroBatches microBatches;

  /**
   * Makes a reward that uses this model, which the caller must keep open.
   *
   * @param named what the recipe says of the model
   * @param context longest sequence that the model can read
   * @param microBatches limits of a pass
   */
  public LoadedRewardModel(
      RewardModel named,
      SequenceScores model,
      Tokenizer tokenizer,
      Template template,
      int context,
      MicroBatches microBatches) {
    this.named = named;
    this.model = model;
    this.tokenizer = tokenizer;
    this.template = template;
    this.context = context;
    this.microBatches = microBatches;
  }

  @Override
  public Optional<Steps> stepwise() {
    return named.steps();
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
        scores[i] = failed(String.valueOf(e.getMessage()));
      }
    }
    int at = 0;
    float[] values = sequences.isEmpty() ? new float[0] : values(sequences);
    for (int k = 0; k < sequences.size(); k++) {
      int next = at + sequences.get(k).scores();
      String text = group.completions().get(members.get(k)).text();
      scores[members.get(k)] = score(text, Arrays.copyOfRange(values, at, next));
      at = next;
    }
    return Arrays.asList(scores);
  }

  private Score failed(String why) {
    return Score.verifierError("reward model %s: %s".formatted(named.model(), why));
  }

  /** @param values what the head gives at the end of each step, or once for the whole text */
  private Score score(String text, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return failed("its score is " + value);
      }
    }
    String why = "reward model %s".formatted(named.model());
    if (named.steps().isEmpty()) {
      return Score.unjudged(values[0], why);
    }
    List<Steps.Step> cut = named.steps().get().of(text);
    List<StepScore> steps = new ArrayList<>();
    double[] right = new double[values.length];
    for (int j = 0; j < right.length; j++) {
      right[j] = StepLoss.probability(values[j]);
      steps.add(new StepScore(cut.get(j).end(), right[j]));
    }
    double whole = named.whole().orElse(WholeScore.MIN).of(right);
    return new Score(whole, Verdict.UNJUDGED, "", why, Map.of(), steps);
  }

  private synchronized float[] values(List<TokenSequence> sequences) {
    return Floats.concat(microBatches.of(sequences).stream()
        .map(range -> model.of(sequences.subList(range.from(), range.to())))
        .toArray(float[][]::new));
  }

  private TokenSequence sequence(Problem problem, Completion completion) {
    int[] prompt = tokenizer.encode(template.promptText(problem));
    int[] text = tokenizer.encode(named.part().of(completion.text()));
    int[] closed = Arrays.copyOf(text, text.length + 1);
    closed[text.length] = tokenizer.endTokens().get(0);
    if (prompt.length + closed.length > context) {
      throw new UserError(
          "its tokenizer makes %d tokens of prompt and completion, more than its context of %d. Lower sampling.max-tokens"
              .formatted(prompt.length + closed.length, context));
    }
    TokenSequence whole = new TokenSequence(prompt, closed);
    return named
        .steps()
        .map(steps ->
            steps.of(completion.text()).stream().mapToInt(Steps.Step::end).toArray())
        .map(ends -> whole.scoredAt(TextEnds.tokens(tokenizer, closed, ends)))
        .orElse(whole);
  }
}
