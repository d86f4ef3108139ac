package io.gradus.experiments.doctor;

import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks that prompts and the longest completion fit the policy's context. */
final class ContextCheck implements Check {
  /** Smallest budget in tokens that is suggested as a remedy. */
  private static final int ROOM = 16;

  @Override
  public String name() {
    return "context";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Material material : subject.materials()) {
      boolean compared = material.use() == Material.Use.COMPARED; // PairCheck reports them
      if (!compared && (material.sampling().isPresent() || material.stage() > 0)) {
        findings.add(examine(subject, material));
      }
    }
    return findings;
  }

  private Finding examine(Subject subject, Material material) {
    int context = subject.recipe().architecture().context();
    Optional<Integer> budget = material.sampling().map(s -> s.maxTokens());
    int longest = -1;
    String whose = "";
    List<String> tooLong = new ArrayList<>();
    for (Problem problem : material.problems()) {
      int length = length(subject, problem, budget);
      if (length > longest) {
        longest = length;
        whose = problem.id();
      }
      if (length > context) {
        tooLong.add(problem.id());
      }
    }
    String what = budget.isPresent()
        ? "the longest prompt (%s) has %,d tokens, with max-tokens %,d that is %,d of a context of %,d"
            .formatted(whose, longest - budget.get(), budget.get(), longest, context)
        : "the longest prompt with its demonstration (%s) has %,d tokens of a context of %,d"
            .formatted(whose, longest, context);
    if (tooLong.isEmpty()) {
      return Finding.ok(name(), material.place(), what);
    }
    return new Finding(
        Severity.FAULT,
        name(),
        "%s problems do not fit: %s; %s"
            .formatted(
                Wording.of(tooLong.size(), material.problems().size()),
                Wording.some(tooLong),
                what),
        budget.isPresent()
            ? material.place() + ".sampling.max-tokens"
            : material.place() + ".dataset",
        budget.isPresent()
            ? "%saise policy.architecture.context to %d, or leave the long problems out."
                .formatted(lower(context - (longest - budget.get())), longest)
            : "Raise policy.architecture.context to %d, or leave the long ones out."
                .formatted(longest));
  }

  /** Beginning of a remedy: the budget that the longest prompt leaves, if it is large enough to be useful. */
  private static String lower(int left) {
    return left >= ROOM ? "Lower max-tokens to %d, r".formatted(left) : "R";
  }

  /** Largest number of tokens that the policy reads and writes for a problem. */
  private static int length(Subject subject, Problem problem, Optional<Integer> budget) {
    Tokenizer tokenizer = subject.recipe().tokenizer();
    Template template = subject.recipe().boundTemplate();
    try {
      int prompt = tokenizer.encode(template.promptText(problem)).length;
      if (budget.isPresent()) {
        return prompt + budget.get();
      }
      return prompt
          + problem
              .demonstration()
              .map(d -> tokenizer.encode(template.completionText(d)).length + 1)
              .orElse(0);
    } catch (UserError e) {
      return -1; // TemplateCheck reports it
    }
  }
}
