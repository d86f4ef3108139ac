package io.gradus.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Minibatch;
import io.gradus.core.Origin;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.SharedData;
import io.gradus.core.WeightsId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** The batch of a golden file with the overrides of one of its rows: numbers of B completions of width T. */
final class GoldenBatch {
  private final JsonNode inputs;
  private final JsonNode row;
  final int size;
  final int width;
  final double[][] mask;
  private final int[] lengths;

  GoldenBatch(JsonNode file, JsonNode row) {
    this.inputs = file.has("inputs") ? file.get("inputs") : file;
    this.row = row;
    size = inputs.get("B").asInt();
    width = inputs.get("T").asInt();
    mask = matrix(row.has("mask") ? row.get("mask") : inputs.get("mask"));
    lengths = Arrays.stream(mask)
        .mapToInt(one -> IntStream.range(0, width)
            .filter(t -> one[t] > 0)
            .map(t -> t + 1)
            .max()
            .orElse(0))
        .toArray();
  }

  /** Rows without their padding. */
  double[][] cut(double[][] rows) {
    return IntStream.range(0, size)
        .mapToObj(i -> Arrays.copyOf(rows[i], lengths[i]))
        .toArray(double[][]::new);
  }

  static JsonNode read(String file) throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(SharedData.require("goldens/" + file).toFile());
  }

  static double[][] matrix(JsonNode rows) {
    return rows.valueStream().map(GoldenBatch::vector).toArray(double[][]::new);
  }

  static double[] vector(JsonNode numbers) {
    return numbers.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  boolean has(String name) {
    return row.has(name) || inputs.has(name);
  }

  /** {@code (B)} arrays of {@code (T_i)}, of the row if it has its own. */
  double[][] matrix(String name) {
    return cut(matrix(row.has(name) ? row.get(name) : inputs.get(name)));
  }

  double[] vector(String name) {
    return vector(row.has(name) ? row.get(name) : inputs.get(name));
  }

  /** The completions, which learn where the mask is 1; behaviour is what the sampler reported, in float32. */
  List<Completion> completions(double[][] behaviour, double[][] learned) {
    return IntStream.range(0, size)
        .mapToObj(i -> {
          BitSet places = new BitSet();
          IntStream.range(0, lengths[i]).filter(t -> learned[i][t] > 0).forEach(places::set);
          return new Completion(
              new int[] {1},
              "golden " + i,
              new int[lengths[i]],
              places,
              new float[0],
              Optional.of(floats(behaviour[i])),
              Optional.empty(),
              Origin.POLICY,
              new WeightsId(0),
              FinishReason.STOP);
        })
        .toList();
  }

  /** Groups by the file's group numbers, with the scores of their completions. */
  List<ScoredGroup> groups(List<Completion> completions, List<Score> scores) {
    Map<Integer, List<Integer>> members = new LinkedHashMap<>();
    double[] group = vector("group");
    for (int i = 0; i < size; i++) {
      members.computeIfAbsent((int) group[i], g -> new ArrayList<>()).add(i);
    }
    return members.values().stream()
        .map(own -> new ScoredGroup(
            new Group(
                Problem.of("golden", "?", ""),
                own.stream().map(completions::get).toList()),
            own.stream().map(scores::get).toList()))
        .toList();
  }

  /** Scorers' numbers of completions by their place in a list. */
  static ScorerLogProbs scorers(List<Completion> completions, Map<String, double[][]> numbers) {
    return (name, completion) -> numbers.containsKey(name) && completions.contains(completion)
        ? floats(numbers.get(name)[completions.indexOf(completion)])
        : new float[0];
  }

  /** One experience for each completion with given advantages and weights. */
  List<Experience> experiences(
      List<Completion> completions, double[][] advantages, double[][] weights) {
    ScoredGroup group = new ScoredGroup(
        new Group(Problem.of("golden", "?", ""), completions),
        completions.stream().map(c -> Score.unjudged(0, "")).toList());
    return IntStream.range(0, size)
        .mapToObj(i -> new Experience(
            group, i, advantages[i], weights[i], completions.get(i).learnedLength() == 0))
        .toList();
  }

  /** What evaluating an objective on the batch gives; gradients are (B, T). */
  record Result(double loss, double[][] gradient, double[][] entropyGradient) {}

  /** Numbers of each policy, by name: {@code log_probs}, {@code old_log_probs}, and those of scorers. */
  Result evaluate(
      Objective objective,
      List<Experience> experiences,
      Map<String, double[][]> numbers,
      int budget,
      CoefficientStates states) {
    MinibatchLoss step =
        objective.over(new Minibatch(experiences), budget, new UpdatePlace(1, 1, 1), states);
    if (step.surveys()) {
      step.survey(i -> tokens(numbers, i));
    }
    double loss = 0;
    double[][] gradient = filled(0);
    double[][] entropyGradient = filled(0);
    for (int i = 0; i < size; i++) {
      SequenceLoss sequence = step.evaluate(i, tokens(numbers, i));
      loss += sequence.loss();
      int[] places = experiences.get(i).completion().learned().stream().toArray();
      for (int k = 0; k < places.length; k++) {
        gradient[i][places[k]] = sequence.gradient()[k];
        entropyGradient[i][places[k]] = sequence.entropyGradient()[k];
      }
    }
    return new Result(loss, gradient, entropyGradient);
  }

  private TokenLogProbs tokens(Map<String, double[][]> numbers, int i) {
    double[][] policy = Objects.requireNonNull(numbers.get("policy"));
    double[][] old = numbers.getOrDefault("old", policy);
    double[][] entropies = numbers.getOrDefault("entropies", new double[size][0]);
    Map<String, double[]> frozen = new LinkedHashMap<>();
    numbers.forEach((name, all) -> frozen.put(name, all[i]));
    frozen.keySet().removeAll(List.of("policy", "old", "entropies"));
    return new TokenLogProbs(policy[i], old[i], frozen, entropies[i]);
  }

  double[][] filled(double value) {
    double[][] all = cut(new double[size][width]);
    Arrays.stream(all).forEach(one -> Arrays.fill(one, value));
    return all;
  }

  /** One number of each completion, for all its tokens. */
  double[][] spread(double[] numbers) {
    double[][] all = filled(0);
    IntStream.range(0, size).forEach(i -> Arrays.fill(all[i], numbers[i]));
    return all;
  }

  private static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int t = 0; t < floats.length; t++) {
      floats[t] = (float) numbers[t];
    }
    return floats;
  }
}
