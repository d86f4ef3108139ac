package io.gradus.experiments.doctor;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.datasets.FileDataset;
import io.gradus.experiments.doctor.Subject.Placed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that the training data contain no held-out problem, neither as the same text nor as 13 consecutive shared
 * words ({@link NgramIndex}). The check compares all rows of a training file, and those problems of a generator that
 * would be drawn.
 */
final class LeakageCheck implements Check {
  @Override
  public String name() {
    return "leakage";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    // The key is the problem, not its id, because two files may number their rows alike.
    Map<Problem, String> training = new LinkedHashMap<>();
    Set<String> known = new HashSet<>();
    for (Material material : subject.training()) {
      for (Problem problem : texts(material)) {
        // Two stages may have the same data, so a text counts once.
        if (known.add(text(problem))) {
          training.put(problem, material.place() + " " + problem.id());
        }
      }
    }
    if (training.isEmpty()) {
      return findings;
    }
    if (subject.heldOut().isEmpty()) {
      findings.add(new Finding(
          Severity.NOTE,
          name(),
          "the recipe has no benchmark, so no problems are held out",
          "evaluation.benchmarks",
          "Add a benchmark, because only held-out problems show whether the policy learns "
              + "more than its training problems. Or compare with a file: --against FILE."));
    }
    for (Material heldOut : subject.heldOut()) {
      subject.stop().check();
      findings.addAll(compare(training, heldOut));
    }
    return findings;
  }

  /** Problems that a stage can see: all rows of its files, and the drawn problems of generators. */
  private static List<Problem> texts(Material material) {
    List<Problem> texts = new ArrayList<>(material.problems());
    if (!material.whole() && material.dataset().isPresent()) {
      for (Placed<FileDataset> file :
          Nested.within("", material.dataset().get(), FileDataset.class)) {
        texts.addAll(Materials.all(file.value()));
      }
    }
    return texts;
  }

  /** All text of a problem that a policy may read. */
  private static String text(Problem problem) {
    return problem.question()
        + " "
        + problem.demonstration().map(Demonstration::reasoning).orElse("");
  }

  private List<Finding> compare(Map<Problem, String> training, Material heldOut) {
    List<Problem> held = heldOut.problems();
    Map<String, Integer> byQuestion = new HashMap<>();
    for (int i = 0; i < held.size(); i++) {
      byQuestion.putIfAbsent(SameText.of(held.get(i).question()), i);
    }
    NgramIndex index = new NgramIndex(held.stream().map(Problem::question).toList());
    Map<Integer, String> same = new LinkedHashMap<>();
    training.forEach((problem, id) -> {
      Integer twin = byQuestion.get(SameText.of(problem.question()));
      if (twin != null && sameAnswer(problem, held.get(twin))) {
        same.putIfAbsent(twin, id);
      }
      index.read(id, text(problem));
    });
    List<Finding> findings = new ArrayList<>();
    if (!same.isEmpty()) {
      findings.add(new Finding(
          Severity.FAULT,
          name(),
          "%s held-out problems are training problems: %s"
              .formatted(
                  Wording.of(same.size(), held.size()),
                  Wording.some(same.entrySet().stream()
                      .map(e -> "%s is %s".formatted(held.get(e.getKey()).id(), e.getValue()))
                      .toList())),
          heldOut.place(),
          "On these problems, the benchmark measures memory. Remove them from the training "
              + "data (split, skip, take, exclude)."));
    }
    List<NgramIndex.Overlap> overlaps =
        index.overlaps().stream().filter(o -> !same.containsKey(o.text())).toList();
    if (!overlaps.isEmpty()) {
      findings.add(new Finding(
          Severity.WARNING,
          name(),
          "%s held-out problems share %d consecutive words with a training text: %s"
              .formatted(
                  Wording.of(overlaps.size(), held.size()),
                  NgramIndex.LONGEST,
                  Wording.some(overlaps.stream()
                      .map(o -> "%s with %s ('%s')"
                          .formatted(held.get(o.text()).id(), o.training(), o.words()))
                      .toList())),
          heldOut.place(),
          "Check some of them. Remove copies and paraphrases from the training data; common "
              + "phrases do not matter."));
    }
    if (findings.isEmpty()) {
      findings.add(Finding.ok(
          name(),
          heldOut.place(),
          "none of %s is in %,d training texts or shares %d consecutive words with one"
              .formatted(heldOut.amount(), training.size(), NgramIndex.LONGEST)));
    }
    return findings;
  }

  /** Whether two problems with the same question are the same problem: false if both have answers and these differ. */
  private static boolean sameAnswer(Problem a, Problem b) {
    return a.answer().isBlank()
        || b.answer().isBlank()
        || SameText.of(a.answer()).equals(SameText.of(b.answer()));
  }
}
