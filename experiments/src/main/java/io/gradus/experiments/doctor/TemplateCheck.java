package io.gradus.experiments.doctor;

import com.google.common.primitives.Ints;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Rejected;
import io.gradus.core.UserError;
import io.gradus.core.text.MarkedText;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks that the prompt's tokens end where the completion begins: the joined text must have the tokens of the prompt
 * followed by the tokens of the completion. Otherwise the policy continues from tokens that it has never seen in this
 * position.
 */
final class TemplateCheck implements Check {
  private static final int ENOUGH = 2_000;

  @Override
  public String name() {
    return "template";
  }

  /**
   * Completions from the data: the problem's demonstration and its rejected one, else its known answer as the template
   * writes it.
   */
  static List<String> completions(Problem problem, Template template) {
    List<String> shown =
        demonstrations(problem).stream().map(template::completion).toList();
    return !shown.isEmpty()
        ? shown
        : Layout.known(problem)
            .map(known -> new Layout(template).completion(known, Layout.Form.TEMPLATE))
            .stream()
            .toList();
  }

  private static List<Demonstration> demonstrations(Problem problem) {
    return Stream.concat(
            problem.demonstration().stream(),
            problem.rejected().map(Rejected::demonstration).stream())
        .toList();
  }

  /** The same completions with their data marked, as the policy would read them; an empty text if the data give none. */
  private static List<MarkedText> completionTexts(Problem problem, Template template) {
    List<MarkedText> shown =
        demonstrations(problem).stream().map(template::completionText).toList();
    return !shown.isEmpty()
        ? shown
        : List.of(MarkedText.markup(
            completions(problem, template).stream().findFirst().orElse("")));
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Material material : subject.materials()) {
      if (material.sampling().isPresent() || material.stage() > 0) {
        findings.addAll(examine(subject, material));
      }
    }
    return findings;
  }

  private List<Finding> examine(Subject subject, Material material) {
    Tokenizer tokenizer = subject.recipe().tokenizer();
    Template template = subject.recipe().boundTemplate();
    List<String> foreign = new ArrayList<>();
    List<String> merged = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    int compared = 0;
    for (Problem problem : material.problems().stream().limit(ENOUGH).toList()) {
      MarkedText prompt = template.promptText(problem);
      for (MarkedText completion : completionTexts(problem, template)) {
        try {
          int[] apart = Ints.concat(tokenizer.encode(prompt), tokenizer.encode(completion));
          int[] together = tokenizer.encode(prompt.plus(completion));
          compared++;
          if (!Arrays.equals(apart, together)) {
            merged.add(problem.id());
          }
          if (!tokenizer.decode(apart).equals(prompt.plus(completion).text())) {
            changed.add(problem.id());
          }
        } catch (UserError e) {
          foreign.add("problem '%s': %s".formatted(problem.id(), e.getMessage()));
        }
      }
    }
    List<Finding> findings = new ArrayList<>();
    String place = material.place();
    if (!foreign.isEmpty()) {
      findings.add(new Finding(
          Severity.FAULT,
          name(),
          "the tokenizer cannot write %s texts: %s"
              .formatted(
                  Wording.of(foreign.size(), foreign.size() + compared), Wording.some(foreign)),
          place + ".dataset",
          "Add the characters to policy.tokenizer, or remove the problems."));
    }
    if (!changed.isEmpty()) {
      findings.add(new Finding(
          Severity.FAULT,
          name(),
          "encoding and decoding changes %s texts: %s"
              .formatted(Wording.of(changed.size(), compared), Wording.some(changed)),
          place + ".dataset",
          "The reward would read another text than the data contain. Normalise the data, or "
              + "use another tokenizer."));
    }
    if (!merged.isEmpty()) {
      findings.add(new Finding(
          Severity.WARNING,
          name(),
          "in %s problems, the prompt's last and the completion's first characters form one token: %s"
              .formatted(Wording.of(merged.size(), compared), Wording.some(merged)),
          "template",
          "Move a blank at the end of the prompt to the beginning of the completion, or end "
              + "the prompt with a special token."));
    }
    if (findings.isEmpty()) {
      findings.add(Finding.ok(
          name(),
          place,
          "prompt and completion do not share a token (%d texts)".formatted(compared)));
    }
    return findings;
  }
}
