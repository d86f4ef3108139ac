package io.gradus.experiments.doctor;

import io.gradus.core.Problem;
import io.gradus.core.Sampling;
import io.gradus.core.UserError;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks that completions can end, and do not end too early. End tokens must be tokens of the vocabulary. Neither end
 * nor stop tokens may occur inside a right completion. The token that ends a completion is not part of its text, so a
 * stop token that the reward needs ({@code </answer>}) makes every completion wrong.
 */
final class EndTokenCheck implements Check {
  @Override
  public String name() {
    return "end-tokens";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    Tokenizer tokenizer = subject.recipe().tokenizer();
    List<Finding> findings = new ArrayList<>();
    for (int end : tokenizer.endTokens()) {
      if (end < 0 || end >= tokenizer.vocabularySize()) {
        findings.add(new Finding(
            Severity.FAULT,
            name(),
            "end token %d is outside the vocabulary of %d, so the policy can never write it and every completion runs to max-tokens"
                .formatted(end, tokenizer.vocabularySize()),
            "policy.tokenizer",
            "Give an end token of the vocabulary."));
      }
    }
    if (tokenizer.endTokens().isEmpty()) {
      findings.add(new Finding(
          Severity.FAULT,
          name(),
          "the tokenizer has no end token, so every completion runs to max-tokens",
          "policy.tokenizer",
          "Give the tokenizer an end token."));
    }
    if (tokenizer instanceof PretrainedTokenizer model) {
      model
          .turnEnd()
          .filter(end -> !model.endTexts().contains(end))
          .ifPresent(end -> findings.add(new Finding(
              Severity.WARNING,
              name(),
              "the chat template ends an assistant's turn with '%s', which is not an end token (end tokens: %s), so completions continue after their turn"
                  .formatted(end, String.join(", ", model.endTexts())),
              "policy.model",
              "Add the token to eos_token_id in generation_config.json, or to "
                  + "sampling.stop-tokens.")));
    }
    for (Material material : subject.materials()) {
      Set<Integer> ends = new HashSet<>(tokenizer.endTokens());
      material
          .sampling()
          .map(Sampling::stopTokens)
          .orElse(List.of())
          .forEach(text -> tokenizer.token(text).ifPresent(ends::add));
      inData(subject, material, ends, findings);
    }
    if (findings.isEmpty()) {
      findings.add(Finding.ok(
          name(),
          "policy.tokenizer",
          "completions end with '%s', which occurs in no text of the data"
              .formatted(tokenizer.decode(new int[] {tokenizer.endTokens().get(0)}))));
    }
    return findings;
  }

  private void inData(
      Subject subject, Material material, Set<Integer> ends, List<Finding> findings) {
    Tokenizer tokenizer = subject.recipe().tokenizer();
    Template template = subject.recipe().boundTemplate();
    List<String> cut = new ArrayList<>();
    List<String> asked = new ArrayList<>();
    for (Problem problem : material.problems()) {
      boolean asText = !template.promptText(problem).literal().isEmpty();
      int inQuestion = asText ? -1 : first(tokenizer, problem.question(), ends);
      if (inQuestion >= 0) {
        asked.add(problem.id() + " has '" + tokenizer.decode(new int[] {inQuestion}) + "'");
      }
      int inCompletion = TemplateCheck.completions(problem, template).stream()
          .mapToInt(text -> first(tokenizer, text, ends))
          .filter(token -> token >= 0)
          .findFirst()
          .orElse(-1);
      if (inCompletion >= 0) {
        cut.add(problem.id() + " at '" + tokenizer.decode(new int[] {inCompletion}) + "'");
      }
    }
    int all = material.problems().size();
    if (!cut.isEmpty()) {
      findings.add(new Finding(
          Severity.FAULT,
          name(),
          ("an end or stop token inside them would cut off %s right completions, and the reward "
                  + "does not see this token: %s")
              .formatted(Wording.of(cut.size(), all), Wording.some(cut)),
          material.place()
              + (material.sampling().isPresent() ? ".sampling.stop-tokens" : ".dataset"),
          "Remove the token from stop-tokens or from the data."));
    }
    if (!asked.isEmpty()) {
      findings.add(new Finding(
          Severity.WARNING,
          name(),
          "%s questions contain an end or stop token: %s"
              .formatted(Wording.of(asked.size(), all), Wording.some(asked)),
          material.place() + ".dataset",
          "The policy reads the token as the end of a text. Remove it from the data."));
    }
  }

  /** First token of a text that would end a completion, or -1. */
  private static int first(Tokenizer tokenizer, String text, Set<Integer> ends) {
    try {
      for (int token : tokenizer.encode(text)) {
        if (ends.contains(token)) {
          return token;
        }
      }
    } catch (UserError e) {
      return -1; // TemplateCheck reports it
    }
    return -1;
  }
}
