package io.gradus.experiments.doctor;

import io.gradus.core.Reward;
import io.gradus.experiments.doctor.Subject.Placed;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that template and rewards agree on whether the prompt or the completion opens {@code <think>}. If the prompt
 * opens it and a format reward expects the completion to do so, every completion gets 0. If only the reward assumes an
 * open {@code <think>}, it refuses right completions or reads unfinished thoughts as answers.
 */
final class ThinkCheck implements Check {
  private static final String THINK = "<think>";

  @Override
  public String name() {
    return "think";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Material> asked =
        subject.materials().stream().filter(m -> !m.problems().isEmpty()).toList();
    if (asked.isEmpty()) {
      return List.of();
    }
    String prompt =
        subject.recipe().boundTemplate().prompt(asked.get(0).problems().get(0));
    boolean opens = prompt.stripTrailing().endsWith(THINK);
    List<Finding> findings = new ArrayList<>();
    int told = 0;
    for (Placed<Reward> reward : subject.rewards()) {
      for (Placed<Boolean> option :
          Nested.settings(reward.key(), reward.value(), "prefilledThink", Boolean.class)) {
        told++;
        if (option.value() != opens) {
          findings.add(new Finding(
              Severity.FAULT,
              name(),
              opens
                  ? "the prompt ends with <think>, but the reward expects the completion to open it"
                  : "the reward expects the prompt to end with <think>, but it ends with '%s'"
                      .formatted(tail(prompt)),
              option.key(),
              "Set prefilled-think: %s here, or change the template.".formatted(opens)));
        }
      }
    }
    if (findings.isEmpty()) {
      findings.add(Finding.ok(
          name(),
          "template",
          "%s opens <think>%s"
              .formatted(
                  opens ? "the prompt" : "the completion",
                  told == 0 ? "; no reward depends on it" : ", and the rewards agree")));
    }
    return findings;
  }

  private static String tail(String prompt) {
    return prompt.length() <= 20 ? prompt : "..." + prompt.substring(prompt.length() - 20);
  }
}
