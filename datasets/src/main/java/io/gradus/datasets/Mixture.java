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
 * Several data sets as one: each place of the stream belongs to one part, drawn by weight. Rows of a part from a file
 * are therefore drawn at random, and an epoch of the mixture may omit some of them.
 */
@About("several data sets as one, by weight")
public record Mixture(
    @About("the data sets, each with its weight") List<Part> parts) implements Dataset {

  private static final long CHOICE = 31;

  /** One data set of a mixture. */
  public record Part(
      @About("share of the problems, relative to the other weights")
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
   * Returns problems of all parts in turn, in proportion to their weights.
   *
   * @throws UserError if a part has too few problems
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

  /** Returns the part that is furthest behind its share of {@code i + 1} problems, and increments its count. */
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

  /** Returns the listed problems of all parts. */
  @Override
  public List<Problem> listed() {
    return parts.stream().flatMap(part -> part.dataset().listed().stream()).toList();
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.empty();
  }

  /** Returns the part that contains this share of the whole weight. */
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

  /** Adds the part's number to the id, because two parts may use the same ids. */
  private static Problem named(int part, Problem problem) {
    return new Problem(
        part + "/" + problem.id(),
        problem.question(),
        problem.answer(),
        problem.demonstration(),
        problem.attributes());
  }
}
