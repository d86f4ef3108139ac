package io.gradus.experiments.doctor;

import io.gradus.core.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that all data can be read, and that each problem of an imitating stage has a demonstration. Also checks that
 * tests of code can be read, and that they do not run what the code returns.
 */
final class DataCheck implements Check {
  @Override
  public String name() {
    return "data";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>(subject.mistakes());
    for (Material material : subject.materials()) {
      List<String> silent = new ArrayList<>();
      List<String> unreadable = new ArrayList<>();
      List<String> running = new ArrayList<>();
      boolean imitates = material.stage() > 0 && material.reward().isEmpty();
      for (Problem problem : material.problems()) {
        if (imitates && problem.demonstration().isEmpty()) {
          silent.add(problem.id());
        }
        if (material.runsCode() || Layout.hasTests(problem)) {
          Layout.testsFault(problem)
              .ifPresent(fault -> unreadable.add(problem.id() + ": " + fault));
          Layout.runsAnswers(problem).ifPresent(call -> running.add(problem.id() + ": " + call));
        }
      }
      int all = material.problems().size();
      if (!silent.isEmpty()) {
        findings.add(new Finding(
            Severity.FAULT,
            name(),
            "%s problems have no demonstration to imitate: %s"
                .formatted(Wording.of(silent.size(), all), Wording.some(silent)),
            material.place() + ".dataset",
            "Map a field (fields.demonstration), or remove the stage."));
      }
      if (!unreadable.isEmpty()) {
        findings.add(new Finding(
            Severity.FAULT,
            name(),
            "the tests of %s problems cannot be read: %s"
                .formatted(Wording.of(unreadable.size(), all), Wording.some(unreadable)),
            material.place() + ".dataset",
            "Fix the attributes language, kind and tests. docs/sandbox.md describes them."));
      }
      if (!running.isEmpty()) {
        findings.add(
            new Finding(
                Severity.WARNING,
                name(),
                "the tests of %s problems can run what the code returns: %s"
                    .formatted(Wording.of(running.size(), all), Wording.some(running)),
                material.place() + ".dataset",
                "The sandbox runs only plain expressions and plain pickles that come from the code, and counts anything else"
                    + " as wrong. Compare values instead, or remove these problems (docs/sandbox.md)."));
      }
      findings.add(Finding.ok(name(), material.place(), "read " + material.amount()));
    }
    return findings;
  }
}
