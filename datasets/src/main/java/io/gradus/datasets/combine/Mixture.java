package io.gradus.datasets.combine;

import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Several data sets as one: each place of the stream belongs to one part, drawn by weight. Rows of a part from a file
 * are therefore drawn at random, and an epoch of the mixture may omit some of them.
 */
@About("several data sets as one, by weight")
public record Mixture(
    @About("the data sets, each with its weight") List<Part> parts,

    @Default("0.0")
    @About(
        "a part's weight is multiplied by its size to this power: 0 ignores sizes, 1 is proportional, 0.5 to 0.7 is usual")
    double sizePower)
    implements Dataset {

  private static final String PART = "part";
  private static final Stored<double[]> WEIGHTS = new Stored<>();

  private static final long CHOICE = 31;

  /** One data set of a mixture. */
  public record Part(
      @Default("1.0") @About("share of the problems, relative to the other weights")
      double weight,

      @About("the data set") Dataset dataset,

      @About(
          "name of the part, as the attribute 'part' of its problems; absent: its number, from 0")
      Optional<String> name) {

    /** Creates a part without a name of its own. */
    public Part(double weight, Dataset dataset) {
      this(weight, dataset, Optional.empty());
    }

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
    if (!(sizePower >= 0 && sizePower <= 1)) {
      throw new IllegalArgumentException("size-power: must be in [0, 1], but is " + sizePower);
    }
    List<Part> all = parts;
    List<String> names =
        IntStream.range(0, all.size()).mapToObj(part -> name(all, part)).toList();
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException("parts: two have the same name: " + names);
    }
  }

  /** Parts by their weights alone. */
  public Mixture(List<Part> parts) {
    this(parts, 0);
  }

  private static String name(List<Part> parts, int part) {
    return parts.get(part).name().orElse(Integer.toString(part));
  }

  /**
   * The weights of the parts, whose sum is 1: {@code w n^alpha} of each part with n problems.
   *
   * @throws UserError if a size counts but is not known
   */
  private double[] weights() {
    return WEIGHTS.of(this, this::computedWeights);
  }

  private double[] computedWeights() {
    double[] weights = new double[parts.size()];
    for (int i = 0; i < weights.length; i++) {
      Part part = parts.get(i);
      if (sizePower > 0 && part.dataset().size().isEmpty()) {
        throw new UserError(
            "size-power: part '%s' has no known size, because it makes problems without end. Set size-power: 0, and weights"
                .formatted(name(parts, i)));
      }
      weights[i] = part.weight()
          * (sizePower > 0 ? Math.pow((double) part.dataset().size().getAsLong(), sizePower) : 1);
    }
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
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
    double[] weights = weights();
    int[] turns = IntStream.range(0, count).map(i -> turn(i, counts, weights)).toArray();
    List<Iterator<Problem>> rest = IntStream.range(0, counts.length)
        .mapToObj(part -> parts.get(part).dataset().first(counts[part]).iterator())
        .toList();
    return Arrays.stream(turns)
        .mapToObj(part -> named(part, rest.get(part).next()))
        .toList();
  }

  /** Returns the part that is furthest behind its share of {@code i + 1} problems, and increments its count. */
  private static int turn(int i, int[] counts, double[] weights) {
    int behind = IntStream.range(0, counts.length)
        .boxed()
        .max(Comparator.comparingDouble(part -> weights[part] * (i + 1) - counts[part]))
        .orElseThrow();
    counts[behind]++;
    return behind;
  }

  /** Returns the listed problems of all parts. */
  @Override
  public List<Problem> listed() {
    return IntStream.range(0, parts.size())
        .boxed()
        .flatMap(part ->
            parts.get(part).dataset().listed().stream().map(problem -> named(part, problem)))
        .toList();
  }

  @Override
  public boolean listsAll() {
    return parts.stream().allMatch(part -> part.dataset().listsAll());
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.empty();
  }

  /** Returns the part that contains this share of the whole weight. */
  private int part(double share) {
    double[] weights = weights();
    double sum = 0;
    for (int i = 0; i < parts.size() - 1; i++) {
      sum += weights[i];
      if (share < sum) {
        return i;
      }
    }
    return parts.size() - 1;
  }

  /** Adds the part's number to the id, because two parts may use the same ids, and its name to the attributes. */
  private Problem named(int part, Problem problem) {
    Map<String, String> attributes = new HashMap<>(problem.attributes());
    attributes.put(PART, name(parts, part));
    return new Problem(
        part + "/" + problem.id(),
        problem.question(),
        problem.answer(),
        problem.demonstration(),
        problem.rejected(),
        problem.before(),
        attributes);
  }
}
