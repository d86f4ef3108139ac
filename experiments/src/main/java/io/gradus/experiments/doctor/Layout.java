package io.gradus.experiments.doctor;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.text.Template;
import io.gradus.rewards.code.CodeTask;
import io.gradus.rewards.code.Language;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes a known answer as a completion: first as the template writes demonstrations, then in the other forms that
 * rewards read.
 */
record Layout(Template template) {
  private static final String END_THINK = "</think>";
  /** Names under which code data sets keep their reference solutions. */
  private static final List<String> SOLUTIONS =
      List.of("solution", "reference_solution", "canonical_solution", "code");

  /** Form of an answer in a completion. */
  enum Form {
    TEMPLATE("the template's format"),
    BOXED("\\boxed{}"),
    HASH("'#### ...'"),
    TEXT("plain text after the thinking");

    final String words;

    Form(String words) {
      this.words = words;
    }
  }

  /** The known answer: the gold answer, or for code with tests the reference solution; empty if there is none. */
  static Optional<String> known(Problem problem) {
    if (!hasTests(problem)) {
      return Optional.of(problem.answer()).filter(answer -> !answer.isBlank());
    }
    return SOLUTIONS.stream()
        .map(name -> problem.attributes().getOrDefault(name, ""))
        .filter(code -> !code.isBlank())
        .findFirst()
        .map(code -> fenced(problem, code));
  }

  /** Returns whether tests of code judge a problem. */
  static boolean hasTests(Problem problem) {
    return problem.attributes().containsKey("tests") || problem.attributes().containsKey("test");
  }

  /** Code in a fenced block, as a completion quotes it. */
  static String fenced(Problem problem, String code) {
    String named = problem.attributes().getOrDefault("language", "python");
    String language =
        Language.named(named).map(l -> l.name().toLowerCase(Locale.ROOT)).orElse(named);
    return "```%s\n%s%s```".formatted(language, code, code.endsWith("\n") ? "" : "\n");
  }

  /** Reason why the tests of a problem cannot be read; empty if they can, or if tests do not judge it. */
  static Optional<String> testsFault(Problem problem) {
    try {
      var unused = CodeTask.of(problem.attributes());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /** The call, such as {@code eval}, by which the tests of a problem could run what the code returns. */
  static Optional<String> runsAnswers(Problem problem) {
    try {
      return CodeTask.of(problem.attributes()).tests() instanceof CodeTask.Asserts asserts
          ? asserts.runsAnswers()
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // testsFault reports it
    }
  }

  /** The text of a completion that gives this answer. */
  String completion(String answer, Form form) {
    String laidOut = template.completion(new Demonstration("", answer));
    if (form == Form.TEMPLATE) {
      return laidOut;
    }
    String empty = template.completion(new Demonstration("", ""));
    int thought = empty.lastIndexOf(END_THINK);
    String before = thought < 0 ? "" : empty.substring(0, thought + END_THINK.length()) + "\n";
    return before
        + switch (form) {
          case BOXED -> "\\boxed{%s}".formatted(answer);
          case HASH -> "#### " + answer;
          default -> answer;
        };
  }
}
