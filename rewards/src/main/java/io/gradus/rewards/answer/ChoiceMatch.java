package io.gradus.rewards.answer;

import io.gradus.core.Completion;
import io.gradus.core.FinalAnswerReward;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Optional;

/**
 * 1 if the final answer names the gold choice of a multiple-choice question, else 0: {@code B}, {@code (B)},
 * {@code B.}, {@code B) text}, {@code \text{B}}. An answer that names a second choice is wrong, in either order.
 */
@About("1 if the final answer names the gold choice and no other")
public record ChoiceMatch(
    @Default("any") @About("hash (#### n), boxed, answer-tag, any of them, or text")
    AnswerForm form,

    @Default("10") @About("number of letters, from A on") int choices,

    @Default("false")
    @About("the prompt ends inside <think>, so an answer needs </think> before it")
    boolean prefilledThink)
    implements FinalAnswerReward {
  private static final char NONE = ' ';

  public ChoiceMatch {
    if (choices < 2 || choices > 26) {
      throw new IllegalArgumentException("choices: must be from 2 to 26, but is " + choices);
    }
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    Optional<Choice> gold = read(problem.answer()).filter(choice -> !choice.hedged());
    if (gold.isEmpty()) {
      return Score.verifierError("the gold answer '%s' of problem %s names no choice from A to %s"
          .formatted(problem.answer(), problem.id(), (char) ('A' + choices - 1)));
    }
    return FinalAnswer.judge(
        completion, form, prefilledThink, answer -> judge(answer, gold.get().letter()));
  }

  @Override
  public Score scoreAnswer(Problem problem, String answer) {
    return new ChoiceMatch(AnswerForm.TEXT, choices, false)
        .score(problem, Completion.ofText(answer));
  }

  private Score judge(String answer, char gold) {
    Optional<Choice> choice = read(answer);
    if (choice.isEmpty()) {
      return Score.of(0, Verdict.UNPARSEABLE, answer, "it names no choice");
    }
    if (choice.get().hedged()) {
      return Score.of(0, Verdict.WRONG, answer, "it names more than one choice");
    }
    boolean right = choice.get().letter() == gold;
    return Score.of(
        right ? 1 : 0,
        right ? Verdict.CORRECT : Verdict.WRONG,
        answer,
        "choice %s %s %s".formatted(choice.get().letter(), right ? "=" : "!=", gold));
  }

  /** The choice at the beginning of an answer, and whether another choice follows. */
  private record Choice(char letter, boolean hedged) {}

  private Optional<Choice> read(String answer) {
    String text = PlainText.of(answer.replace("**", "").replace("$", ""));
    for (String command : new String[] {"\\text{", "\\textbf{", "\\mathrm{", "\\mathbf{"}) {
      if (text.startsWith(command)) {
        text = text.substring(command.length()).replaceFirst("}", "");
      }
    }
    int start = text.startsWith("(") || text.startsWith("[") ? 1 : 0;
    char letter = letterAt(text, start);
    int end = start + 1;
    if (letter == NONE || (end < text.length() && ").:,]/;".indexOf(text.charAt(end)) < 0)) {
      return Optional.empty();
    }
    return Optional.of(new Choice(letter, namesAChoice(text.substring(end))));
  }

  /**
   * Returns whether the text after a choice names another: {@code (C)} anywhere, or only a letter after a separator.
   */
  private boolean namesAChoice(String rest) {
    for (int i = rest.indexOf('('); i >= 0; i = rest.indexOf('(', i + 1)) {
      if (letterAt(rest, i + 1) != NONE && i + 2 < rest.length() && rest.charAt(i + 2) == ')') {
        return true;
      }
    }
    int letters = 0;
    int others = 0;
    for (String word : rest.split("[^A-Za-z]+", -1)) {
      if (word.length() == 1 && letterAt(word, 0) != NONE) {
        letters++;
      } else if (!word.isEmpty() && !word.equals("or") && !word.equals("and")) {
        others++;
      }
    }
    return letters > 0 && others == 0;
  }

  private char letterAt(String text, int at) {
    char c = at < text.length() ? Character.toUpperCase(text.charAt(at)) : NONE;
    return c >= 'A' && c < 'A' + choices ? c : NONE;
  }
}
