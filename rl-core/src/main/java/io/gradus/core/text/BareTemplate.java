package io.gradus.core.text;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Objects;

/**
 * Template of the bare question, for small models with {@link CharacterTokenizer characters}: the prompt {@code
 * 17+25=}, the completion {@code <think>7+5=12</think><answer>42</answer>}. A demonstration without reasoning has an
 * empty think block, so that all demonstrations have the same format.
 */
@About("the question, then a separator; completions are <think>...</think><answer>...</answer>")
public record BareTemplate(
    @About("text after the question in the prompt; may be empty") @Default("\"=\"")
    String endsWith,

    @About(
        "whether special tokens in the data are read as tokens; for data that hold rendered chats")
    @Default("false")
    boolean specialTokens)
    implements Template {

  public BareTemplate {
    Objects.requireNonNull(endsWith, "ends-with");
  }

  /** Reads special tokens in the data as text. */
  public BareTemplate(String endsWith) {
    this(endsWith, false);
  }

  /** Returns the template for questions that end with {@code =}. */
  public static BareTemplate defaults() {
    return new BareTemplate("=");
  }

  @Override
  public String prompt(Problem problem) {
    return promptText(problem).text();
  }

  @Override
  public MarkedText promptText(Problem problem) {
    SingleTurn.require(problem, "bare");
    return data(problem.question()).plus(endsWith);
  }

  @Override
  public MarkedText completionText(Demonstration demonstration) {
    if (demonstration.written()) {
      return specialTokens
          ? MarkedText.markup(demonstration.reasoning())
          : MarkedText.written(demonstration);
    }
    return MarkedText.markup("<think>")
        .plus(data(demonstration.reasoning()))
        .plus("</think><answer>")
        .plus(data(demonstration.answer()))
        .plus("</answer>");
  }

  private MarkedText data(String text) {
    return specialTokens ? MarkedText.markup(text) : MarkedText.data(text);
  }

  @Override
  public String completion(Demonstration demonstration) {
    return completionText(demonstration).text();
  }
}
