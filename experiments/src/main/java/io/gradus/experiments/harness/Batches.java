package io.gradus.experiments.harness;

import io.gradus.experiments.benchmark.Exam.Question;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Division of questions into batches of similar length, the longest first. If the questions of a subject begin with the
 * same examples, they are batched together, because the model reads the examples once a batch. The batches depend only
 * on the questions, so a resumed evaluation has the same batches.
 */
final class Batches {
  /** A subject has batches of its own if the common beginning is at least this share of a prompt. */
  private static final double LEAST_SHARED = 0.25;

  private Batches() {}

  /**
   * Questions with a common beginning.
   *
   * @param characters length of the beginning
   */
  private record Shelf(List<Integer> indices, int characters) {}

  /**
   * Divides questions.
   *
   * @param tokens number of tokens of a text
   * @param budget largest number of tokens of a batch; a longer question gets a batch of its own
   */
  static List<List<Integer>> of(
      List<Question> questions, ToIntFunction<String> tokens, int budget) {
    List<List<Integer>> batches = new ArrayList<>();
    for (Shelf shelf : shelves(questions)) {
      int begin = shelf.characters();
      String prefix = questions.get(shelf.indices().get(0)).prompt().substring(0, begin);
      int base = begin == 0 ? 0 : tokens.applyAsInt(prefix);
      Map<Integer, Integer> costs = new LinkedHashMap<>();
      for (int i : shelf.indices()) {
        Question question = questions.get(i);
        costs.put(i, tokens.applyAsInt(question.prompt().substring(begin)) + question.room());
      }
      List<Integer> order = shelf.indices().stream()
          .sorted(Comparator.comparing(i -> -costs.getOrDefault(i, 0)))
          .toList();
      List<Integer> batch = new ArrayList<>();
      int filled = base;
      for (int i : order) {
        if (!batch.isEmpty() && filled + costs.getOrDefault(i, 0) > budget) {
          batches.add(batch);
          batch = new ArrayList<>();
          filled = base;
        }
        batch.add(i);
        filled += costs.getOrDefault(i, 0);
      }
      batches.add(batch);
    }
    return batches;
  }

  private static List<Shelf> shelves(List<Question> questions) {
    Map<String, List<Integer>> subjects = new LinkedHashMap<>();
    for (int i = 0; i < questions.size(); i++) {
      subjects
          .computeIfAbsent(questions.get(i).subject(), name -> new ArrayList<>())
          .add(i);
    }
    List<Shelf> shelves = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    subjects.values().forEach(indices -> {
      int common = common(indices.stream().map(i -> questions.get(i).prompt()).toList());
      double mean = indices.stream()
          .mapToInt(i -> questions.get(i).prompt().length())
          .average()
          .orElse(0);
      if (indices.size() > 1 && common >= LEAST_SHARED * mean) {
        shelves.add(new Shelf(indices, common));
      } else {
        others.addAll(indices);
      }
    });
    if (!others.isEmpty()) {
      shelves.add(new Shelf(others, 0));
    }
    return shelves;
  }

  private static int common(List<String> texts) {
    String first = texts.get(0);
    return texts.stream()
        .mapToInt(text -> (int) IntStream.range(0, Math.min(first.length(), text.length()))
            .takeWhile(i -> first.charAt(i) == text.charAt(i))
            .count())
        .min()
        .orElse(0);
  }
}
