package io.gradus.datasets.combine;

import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.datasets.draw.Epochs;
import io.gradus.datasets.draw.Permutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Problems of several categories, each as often as the others, or by weights. A step visits the categories in turn, in
 * an order of its own. If the weights are equal, the numbers of categories in a step differ by at most one.
 *
 * @param weights weights by category; a category that is not named has the weight 1, and a weight of 0 leaves a
 *     category out
 */
@About("each category of an attribute as often as the others, or by weights")
public record Balanced(
    @About("the problems; a file, or another data set that lists them")
    Dataset dataset,

    @About("attribute that holds a problem's category") String attribute,

    @Default("{}") @About("weights by category; others have the weight 1")
    Map<String, Double> weights)
    implements Dataset {
  private static final long ORDER = 33;
  private static final long DRAWN = 34;

  /** The problems of each category, kept as long as the record exists. */
  private static final Stored<List<List<Problem>>> CATEGORIES = new Stored<>();

  public Balanced {
    weights = Map.copyOf(weights);
    weights.forEach((category, weight) -> {
      if (!(weight >= 0 && Double.isFinite(weight))) {
        throw new IllegalArgumentException(
            "weights: must be 0 or more, but %s has %s".formatted(category, weight));
      }
    });
  }

  private List<List<Problem>> read() {
    Map<String, List<Problem>> categories = new TreeMap<>();
    for (Problem problem : dataset.listed()) {
      String category = problem.attributes().get(attribute);
      if (category == null) {
        throw new UserError(
            "balanced: problem '%s' has no attribute '%s'; it has %s. For a file, add the field to 'attributes'"
                .formatted(problem.id(), attribute, new TreeMap<>(problem.attributes()).keySet()));
      }
      categories.computeIfAbsent(category, c -> new ArrayList<>()).add(problem);
    }
    if (!dataset.listsAll()) {
      throw new UserError(
          "balanced: the data set must list its problems, but this one makes them without end. Use 'type: mixture' with a part for each kind");
    }
    for (String category : new TreeMap<>(weights).keySet()) {
      if (!categories.containsKey(category)) {
        throw new UserError(
            "balanced: weights name a category without problems: no problem has %s '%s'; there are %s"
                .formatted(attribute, category, categories.keySet()));
      }
    }
    List<List<Problem>> kept = categories.entrySet().stream()
        .filter(entry -> weight(entry.getKey()) > 0)
        .map(Map.Entry::getValue)
        .toList();
    if (kept.isEmpty()) {
      throw new UserError("balanced: weights leave no category of " + categories.keySet());
    }
    return kept;
  }

  private double weight(String category) {
    return weights.getOrDefault(category, 1.0);
  }

  private List<List<Problem>> categories() {
    return CATEGORIES.of(this, this::read);
  }

  /**
   * With equal weights, each round visits every category once, and the problems of a category come epoch by epoch.
   * Refills, and categories with other weights, are drawn at random.
   */
  @Override
  public Problem problem(long seed, long step, int index, int stride) {
    List<List<Problem>> categories = categories();
    int count = categories.size();
    double[] shares = shares(categories);
    if (Arrays.stream(shares).distinct().count() > 1 || index >= stride) {
      List<Problem> category = categories.get(drawn(shares, seed, step, index));
      return Epochs.problem(category, seed, step, index, stride);
    }
    long place = (step - 1) * stride + index;
    long round = Math.floorDiv(place, (long) count);
    List<Problem> category = categories.get((int)
        Permutation.at(Math.floorMod(place, count), count, CounterRandom.bits(seed, ORDER), round));
    return Epochs.problem(category, seed, round + 1, 0, 1);
  }

  private double[] shares(List<List<Problem>> categories) {
    return categories.stream()
        .mapToDouble(c -> weight(c.get(0).attributes().getOrDefault(attribute, "")))
        .toArray();
  }

  private static int drawn(double[] shares, long seed, long step, int index) {
    double drawn =
        CounterRandom.uniform(seed, DRAWN, step, index) * Arrays.stream(shares).sum();
    int at = 0;
    while (at < shares.length - 1 && drawn >= shares[at]) {
      drawn -= shares[at++];
    }
    return at;
  }

  /** Returns the first problems, one of each category in turn. */
  @Override
  public List<Problem> first(int count) {
    List<Problem> turns = new ArrayList<>();
    List<List<Problem>> categories = categories();
    int most = categories.stream().mapToInt(List::size).max().orElse(0);
    for (int row = 0; row < most && turns.size() < count; row++) {
      for (List<Problem> category : categories) {
        if (row < category.size()) {
          turns.add(category.get(row));
        }
      }
    }
    return Epochs.first(turns, count, "dataset");
  }

  @Override
  public List<Problem> listed() {
    return categories().stream().flatMap(List::stream).toList();
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(categories().stream().mapToInt(List::size).sum());
  }
}
