package io.gradus.rewards.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.google.common.collect.ImmutableMap;
import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.rewards.answer.AnswerForm;
import io.gradus.rewards.answer.ExactMatch;
import io.gradus.rewards.shape.Format;
import io.gradus.rewards.shape.KimiLength;
import io.gradus.rewards.shape.TagCount;
import java.util.List;

/**
 * A completion and its format reward in another trainer.
 *
 * @param reward the equivalent reward here
 * @param text the completion
 * @param wanted the reward in the other trainer
 */
public record FormatCase(String id, Reward reward, String gold, String text, double wanted)
    implements VerifierCase {
  private static final double SAME = 1e-9;

  /** Other trainers' rewards by name, as equivalent rewards here. */
  private static final ImmutableMap<String, Reward> REWARDS = ImmutableMap.of(
      "trl.think_format_reward", new Format(false, false, false),
      "openr1.format_reward", new Format(true, true, false),
      "openr1.tag_count_reward", new TagCount(true, false),
      "openr1.len_reward", new KimiLength(new ExactMatch(AnswerForm.BOXED, true, false), 1));

  /**
   * Reads the case of a row with {@code reward}, {@code text} and {@code expected}. Optional: {@code id}, {@code gold}.
   * Further fields are ignored.
   *
   * @throws IllegalArgumentException with everything that is missing or wrong, one per line
   */
  public static FormatCase of(JsonNode row) {
    Fields fields = new Fields(row);
    String id = fields.id();
    String name = fields.text("reward");
    Reward reward = REWARDS.get(name);
    if (reward == null && !name.isEmpty()) {
      fields.fault(
          "reward", "unknown '%s'. Known: %s".formatted(name, String.join(", ", REWARDS.keySet())));
    }
    String text = fields.text("text");
    String gold = fields.optionalText("gold").orElse("\\frac{63}{400}");
    double wanted = fields.number("expected");
    if (!Double.isFinite(wanted)) {
      fields.fault("expected", "must be finite");
    }
    fields.check();
    if (reward == null) {
      throw new IllegalArgumentException("reward: missing: give a text");
    }
    return new FormatCase(id, reward, gold, text, wanted);
  }

  @Override
  public JsonNode expected() {
    return DoubleNode.valueOf(wanted);
  }

  /**
   * Judges the completion in a group with a copy of itself, because a length reward compares completions. As in the
   * suite, both are equally long.
   */
  @Override
  public Outcome judge() {
    Completion completion = Completion.ofText(text, new int[] {0}, FinishReason.STOP);
    Group group = new Group(Problem.of(id, "", gold), List.of(completion, completion));
    Score score = reward.scoreGroup(group).get(0);
    double value = score.terms().getOrDefault("length", score.value());
    return new Outcome(score, Double.toString(value), Math.abs(value - wanted) <= SAME);
  }
}
