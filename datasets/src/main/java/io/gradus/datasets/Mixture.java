package io.gradus.datasets;

import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Several data sets as one: each place of the stream belongs to one of them, drawn by weight. So a part that is a file is
 * sampled: an epoch of the mixture need not show each of its rows.
 */
@About("several data sets as one, by weight")
public record Mixture(
    @About("the data sets, each with its weight") List<Part> parts) implements Dataset {

  private static final long CHOICE = 31;

  /**
   * One data set of a mixture.
   *
   * @param weight its share of the problems, in proportion to the others' weights
   */
  public record Part(
      @About("its share, in proportion to the other weights")
      double weight,

      @About("the data set") Dataset dataset) {

    public Part {
      Objects.requireNonNull(dataset, "dataset");
      if (!(weight > 0 && Double.isFinite(weight))) {
        throw new IllegalArgumentException("weight: must be positive, but is " + weight);
      }
    }
  }

  public Mixture {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("parts: a mixture needs at least one data set");
    }
  }

  @Override
  public Problem problem(long seed, long step, int index, int stride) {
    int part = part(CounterRandom.uniform(seed, CHOICE, step, index));
    return named(part, parts.get(part).dataset().problem(seed, step, index, stride));
  }

  /**
   * Of each part as many as its weight says, taking turns.
   *
   * @throws UserError if a part has fewer
   */
  @Override
  public List<Problem> first(int count) {
    int[] counts = new int[parts.size()];
    int[] turns = IntStream.range(0, count).map(i -> turn(i, counts)).toArray();
    List<Iterator<Problem>> rest = IntStream.range(0, counts.length)
        .mapToObj(part -> parts.get(part).dataset().first(counts[part]).iterator())
        .toList();
    return Arrays.stream(turns)
        .mapToObj(part -> named(part, rest.get(part).next()))
        .toList();
  }

  /** The part that is furthest behind its share of {@code i + 1} problems; its count goes up. */
  private int turn(int i, int[] counts) {
    int behind = IntStream.range(0, counts.length)
        .boxed()
        .max(Comparator.comparingDouble(
            part -> parts.get(part).weight() / totalWeight() * (i + 1) - counts[part]))
        .orElseThrow();
    counts[behind]++;
    return behind;
  }

  private double totalWeight() {
    return parts.stream().mapToDouble(Part::weight).sum();
  }

  /** Unknown: how many there are of each part in a mixture depends on how many are asked for. */
  @Override
  public List<Problem> listed() {
    return parts.stream().flatMap(part -> part.dataset().listed().stream()).toList();
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.empty();
  }

  /** The part in which a share of the whole weight falls. */
  private int part(double share) {
    double sum = 0;
    for (int i = 0; i < parts.size() - 1; i++) {
      sum += parts.get(i).weight() / totalWeight();
      if (share < sum) {
        return i;
      }
    }
    return parts.size() - 1;
  }

  /** Two parts may use the same ids. */
  private static Problem named(int part, Problem problem) {
    return new Problem(
        part + "/" + problem.id(),
        problem.question(),
        problem.answer(),
        problem.demonstration(),
        problem.attributes());
  }
}
