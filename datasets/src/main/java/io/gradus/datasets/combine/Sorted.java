package io.gradus.datasets.combine;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.datasets.Epochs;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Problems in a fixed order, the same in each epoch: the order of the file, or from easy to hard by a given difficulty.
 * Difficulties that consist of digits are compared as numbers, others as texts.
 *
 * @param by attribute with the difficulty; problems of equal difficulty keep the order of the file
 */
@About("problems in a fixed order: of the file, or from easy to hard by an attribute")
public record Sorted(
    @About("the problems; a file, or another data set that lists them")
    Dataset dataset,

    @About("attribute with the difficulty; absent: the order of the file")
    Optional<String> by,

    @Default("false") @About("from hard to easy") boolean descending)
    implements Dataset {
  private static final Stored<List<Problem>> SORTED = new Stored<>();

  private List<Problem> sorted() {
    List<Problem> listed = dataset.listed();
    if (listed.isEmpty()) {
      throw new UserError(
          "dataset: must list its problems to be sorted, but this one makes them without end. Use a file");
    }
    if (by.isEmpty()) {
      return listed;
    }
    for (Problem problem : listed) {
      if (!problem.attributes().containsKey(by.get())) {
        throw new UserError(
            "by: problem '%s' has no attribute '%s'. For a file, add the field to 'attributes'"
                .formatted(problem.id(), by.get()));
      }
    }
    boolean numbers = listed.stream().allMatch(problem -> number(problem).isPresent());
    Comparator<Problem> order = numbers
        ? Comparator.comparing(problem -> number(problem).orElseThrow())
        : Comparator.comparing(this::difficulty);
    return listed.stream().sorted(descending ? order.reversed() : order).toList();
  }

  private String difficulty(Problem problem) {
    return problem.attributes().getOrDefault(by.orElseThrow(), "");
  }

  private Optional<BigDecimal> number(Problem problem) {
    try {
      return Optional.of(new BigDecimal(difficulty(problem)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Refills are the problems after the step's own, so a step with refills asks some problems ahead of their turn. */
  @Override
  public Problem problem(long seed, long step, int index, int stride) {
    List<Problem> sorted = SORTED.of(this, this::sorted);
    return sorted.get(Math.floorMod((step - 1) * stride + index, sorted.size()));
  }

  @Override
  public List<Problem> first(int count) {
    return Epochs.first(listed(), count, "dataset");
  }

  @Override
  public List<Problem> listed() {
    return SORTED.of(this, this::sorted);
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(listed().size());
  }
}
