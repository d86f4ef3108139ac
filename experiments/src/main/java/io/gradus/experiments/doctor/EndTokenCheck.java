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
 * Whether completions can end, and do not end too early: end tokens are tokens of the vocabulary, and neither they nor the stop
 * tokens stand within a right completion. A token that ends a completion is no part of its text, so a stop token that the reward wants to
 * read ({@code </answer>}) makes every completion wrong.
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
            "end token %d is outside the vocabulary of %d: the policy can never write it, so every completion runs to max-tokens"
                .formatted(end, tokenizer.vocabularySize()),
            "policy.tokenizer",
            "Give an end token of the vocabulary."));
      }
    }
    if (tokenizer.endTokens().isEmpty()) {
      findings.add(new Finding(
          Severity.FAULT,
          name(),
          "the tokenizer has no end token: every completion runs to max-tokens",
          "policy.tokenizer",
          "Give it one."));
    }
    if (tokenizer instanceof PretrainedTokenizer model) {
      model
          .turnEnd()
          .filter(end -> !model.endTexts().contains(end))
          .ifPresent(
              end -> findings.add(
                  new Finding(
                      Severity.WARNING,
                      name(),
                      "the chat template ends an assistant's turn with '%s', which is not an end token (those are %s): completions run on after their turn"
                          .formatted(end, String.join(", ", model.endTexts())),
                      "policy.model",
                      "Add the token to eos_token_id in generation_config.json, or to sampling.stop-tokens.")));
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
          "completions end with '%s', which stands in no text of the data"
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
      int inCompletion = TemplateCheck.completion(problem, template)
          .map(text -> first(tokenizer, text, ends))
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
          ("%s right completions would be cut off by an end or stop token within them, which moreover is left out of the"
                  + " text that the reward reads: %s")
              .formatted(Wording.of(cut.size(), all), Wording.some(cut)),
          material.place()
              + (material.sampling().isPresent() ? ".sampling.stop-tokens" : ".dataset"),
          "Take the token out of stop-tokens, or out of the data."));
    }
    if (!asked.isEmpty()) {
      findings.add(new Finding(
          Severity.WARNING,
          name(),
          "%s questions hold the text of an end or stop token: %s"
              .formatted(Wording.of(asked.size(), all), Wording.some(asked)),
          material.place() + ".dataset",
          "The policy reads them as the end of a text. Take them out of the data."));
    }
  }

  /** The first token of a text that ends completions, or -1. */
  private static int first(Tokenizer tokenizer, String text, Set<Integer> ends) {
    try {
      for (int token : tokenizer.encode(text)) {
        if (ends.contains(token)) {
          return token;
        }
      }
    } catch (UserError e) {
      return -1; // told by the template's check
    }
    return -1;
  }
}
