package io.gradus.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Group;
import io.gradus.core.Minibatch;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.SharedData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A batch of numbers that a method's own code was run on, and the comparison of ours with its loss and gradient. */
final class GuidedBatch {
  private static final double RELATIVE = 1e-5;

  private final double[][] logProbs;
  private final double[][] old;
  private final double[][] reference;
  private final List<Part> parts = new ArrayList<>();

  /**
   * Some neighbouring tokens of a row, as a completion of its own. A row of which an expert wrote the beginning is two
   * parts.
   *
   * @param to exclusive
   */
  private record Part(
      int row, int from, int to, boolean expert, double[] advantages, double[] weights) {}

  GuidedBatch(double[][] logProbs, double[][] old, double[][] reference) {
    this.logProbs = logProbs;
    this.old = old;
    this.reference = reference;
  }

  static JsonNode read(String name) throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(SharedData.require("goldens/" + name + ".json").toFile());
  }

  static double[][] matrix(JsonNode rows) {
    return rows.valueStream().map(GuidedBatch::vector).toArray(double[][]::new);
  }

  static double[] vector(JsonNode numbers) {
    return numbers.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  /** Number of tokens of each row: masks are 1 from the left on. */
  static int[] lengths(JsonNode mask) {
    return Arrays.stream(matrix(mask))
        .mapToInt(row -> (int) Arrays.stream(row).sum())
        .toArray();
  }

  /** Adds tokens; empty parts are left out. */
  void add(int row, int from, int to, boolean expert, double[] advantages, double[] weights) {
    if (to > from) {
      parts.add(new Part(row, from, to, expert, advantages, weights));
    }
  }

  void add(int row, int to, boolean expert, double advantage) {
    add(row, 0, to, expert, filled(advantage), filled(1));
  }

  double[] filled(double value) {
    double[] numbers = new double[logProbs[0].length];
    Arrays.fill(numbers, value);
    return numbers;
  }

  /** Checks our loss and gradient, both to 1e-5 of the golden's size. */
  void check(Objective objective, int budget, long step, JsonNode golden) {
    double[][] expected = matrix(golden.get("gradient"));
    double[][] gradient = new double[expected.length][expected[0].length];
    double loss = 0;
    double size = 0;
    MinibatchLoss minibatch = objective.over(
        new Minibatch(experiences()), budget, new UpdatePlace(1, step, 1), new CoefficientStates());
    for (int p = 0; p < parts.size(); p++) {
      Part part = parts.get(p);
      double[] policy = cut(logProbs, part);
      double[] before = part.expert() ? policy : cut(old, part);
      SequenceLoss sequence = minibatch.evaluate(
          p, new TokenLogProbs(policy, before, cut(reference, part), new double[0]));
      loss += sequence.loss();
      size += Math.abs(sequence.loss());
      System.arraycopy(
          sequence.gradient(), 0, gradient[part.row()], part.from(), part.to() - part.from());
    }
    double largest = Arrays.stream(expected)
        .flatMapToDouble(Arrays::stream)
        .map(Math::abs)
        .max()
        .orElseThrow();
    for (int i = 0; i < expected.length; i++) {
      assertThat(gradient[i])
          .as("gradient of row %d", i)
          .containsExactly(expected[i], within(RELATIVE * largest));
    }
    assertThat(loss).as("loss").isCloseTo(golden.get("loss").asDouble(), within(RELATIVE * size));
  }

  private List<Experience> experiences() {
    List<Completion> completions = parts.stream()
        .map(part -> part.expert()
            ? Completion.expert(new int[] {1}, "expert", new int[part.to() - part.from()])
            : Batch.completion("own", part.to() - part.from()))
        .toList();
    Group group = new Group(Problem.of("golden", "?", ""), completions);
    ScoredGroup scored = new ScoredGroup(
        group, Collections.nCopies(group.size(), Score.unjudged(0, "the golden has advantages")));
    List<Experience> experiences = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      Part part = parts.get(p);
      experiences.add(new Experience(
          scored,
          p,
          Arrays.copyOfRange(part.advantages(), part.from(), part.to()),
          Arrays.copyOfRange(part.weights(), part.from(), part.to()),
          false));
    }
    return experiences;
  }

  private static double[] cut(double[][] rows, Part part) {
    return rows.length == 0
        ? new double[0]
        : Arrays.copyOfRange(rows[part.row()], part.from(), part.to());
  }
}
