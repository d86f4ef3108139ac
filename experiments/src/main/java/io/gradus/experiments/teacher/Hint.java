package io.gradus.experiments.teacher;

import io.gradus.core.Completion;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.FrozenPolicy;

/**
 * Defines what a teacher reads: the same completion after another prompt. The prompt is the recipe's template with a
 * longer question than the policy's.
 *
 * @param name name of the teacher, for messages
 * @param question text with {@code {question}}, {@code {answer}} and {@code {reasoning}}
 * @param context longest sequence that the teacher can read
 */
public record Hint(
    String name, String question, Tokenizer tokenizer, Template template, int context)
    implements FrozenPolicy.View {
  private static final String REASONING = "{reasoning}";

  static void check(String question) {
    if (!question.contains(Teacher.QUESTION)) {
      throw new IllegalArgumentException(
          "question: must contain {question}, because the teacher judges answers to it, but is \"%s\""
              .formatted(question));
    }
  }

  @Override
  public TokenSequence of(Problem problem, Completion completion) {
    int[] prompt = question.equals(Teacher.QUESTION) ? completion.prompt() : prompt(problem);
    int length = prompt.length + completion.length();
    if (length > context) {
      throw new UserError(
          "teachers.%s: reads %d tokens of problem '%s' and a completion, more than its context of %d. Lower sampling.max-tokens, or shorten teachers.%s.question"
              .formatted(name, length, problem.id(), context, name));
    }
    // The policy's probabilities are normalised over the kept tokens, so the teacher's must be
    // normalised over them too.
    return new TokenSequence(
        prompt,
        completion.tokens(),
        completion.support().map(support -> support.below(tokenizer.vocabularySize())));
  }

  /**
   * Returns the tokens of a problem's prompt as the teacher reads it.
   *
   * @throws UserError if the question needs the reasoning of a demonstration that the problem does not have, or if the
   *     prompt cannot be encoded
   */
  public int[] prompt(Problem problem) {
    if (question.contains(REASONING) && problem.demonstration().isEmpty()) {
      throw new UserError(
          "teachers.%s.question: {reasoning} needs a demonstration, but problem '%s' has none. Use {answer}, or a data set with demonstrations"
              .formatted(name, problem.id()));
    }
    String reasoning = problem.demonstration().map(Demonstration::reasoning).orElse("");
    // The question is inserted last, so that braces in it are not replaced.
    String text = question
        .replace("{answer}", problem.answer())
        .replace(REASONING, reasoning)
        .replace(Teacher.QUESTION, problem.question());
    return tokenizer.encode(template.promptText(new Problem(
        problem.id(), text, problem.answer(), problem.demonstration(), problem.attributes())));
  }
}
