package io.gradus.core.text;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * The template of DeepSeek-R1-Zero, word for word (arXiv:2501.12948v2, table 1), for base models that read English.
 *
 * <p>Prompts end with {@code Assistant:} as in the paper, or, with {@code open-think}, with {@code Assistant: <think>}
 * as in Dr. GRPO (arXiv:2503.20783) and TinyZero. An opened block is not part of the completion, so set
 * {@code prefilled-think} in the rewards. A completion begins with the space after the prompt's last word, so that the
 * prompt's tokens do not depend on it.
 */
@About("the template of DeepSeek-R1-Zero in words (arXiv:2501.12948, table 1)")
public record R1Template(
    @About("the prompt ends with <think>, so that every completion begins inside it")
    @Default("false")
    boolean openThink)
    implements Template {

  private static final String INSTRUCTION =
      "A conversation between User and Assistant. The user asks a question, and the Assistant solves it. "
          + "The assistant first thinks about the reasoning process in the mind and then provides the user with the answer. "
          + "The reasoning process and answer are enclosed within <think>...</think> and <answer>...</answer> tags, "
          + "respectively, i.e., <think> reasoning process here </think> <answer> answer here </answer>. User: ";

  /** Returns the paper's template, in which the policy opens the think block itself. */
  public static R1Template defaults() {
    return new R1Template(false);
  }

  @Override
  public String prompt(Problem problem) {
    return promptText(problem).text();
  }

  @Override
  public MarkedText promptText(Problem problem) {
    SingleTurn.require(problem, "r1");
    return MarkedText.markup(INSTRUCTION)
        .plus(MarkedText.data(problem.question()))
        .plus(". Assistant:" + (openThink ? " <think>" : ""));
  }

  @Override
  public String completion(Demonstration demonstration) {
    return completionText(demonstration).text();
  }

  @Override
  public MarkedText completionText(Demonstration demonstration) {
    if (demonstration.written()) {
      return MarkedText.written(demonstration);
    }
    String reasoning = demonstration.reasoning();
    return MarkedText.markup(openThink ? " " : " <think> ")
        .plus(MarkedText.data(reasoning.isEmpty() ? "" : reasoning + " "))
        .plus("</think> <answer> ")
        .plus(MarkedText.data(demonstration.answer()))
        .plus(" </answer>");
  }
}
