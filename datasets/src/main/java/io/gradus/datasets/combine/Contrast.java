package io.gradus.datasets.combine;

import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Rejected;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.datasets.draw.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Preference pairs of two data sets that ask the same questions at the same places, such as {@code arithmetic} with
 * good and with bad habits. The demonstration of the first data set is preferred to the demonstration of the second. If
 * the two form no valid pair, another problem is drawn for this place.
 */
@About("preference pairs: the demonstrations of one data set are preferred to another data set's")
public record Contrast(
    @About("the problems, with the chosen demonstrations") Dataset chosen,

    @About("the same problems, with the rejected demonstrations")
    Dataset rejected,

    @About("the rejected answer must differ from the gold answer, so that it is wrong")
    @Default("true")
    boolean wrong)
    implements Dataset {
  private static final long ANEW = 0x636f6e7472617374L;

  @Override
  public Problem problem(long seed, long step, int index, int stride) {
    return Draws.accepted(
        attempt -> {
          long drawn = attempt == 0 ? seed : CounterRandom.bits(seed, ANEW, attempt);
          return pair(
              chosen.problem(drawn, step, index, stride),
              rejected.problem(drawn, step, index, stride));
        },
        "contrast: no rejected demonstration is worse than the chosen one. Change the data sets, or set wrong: false");
  }

  /** Returns a pair, or null if the demonstrations are equal or the rejected one is right. */
  private @Nullable Problem pair(Problem better, Problem worse) {
    if (!better.question().equals(worse.question())) {
      throw new UserError(
          "contrast: problem '%s' of chosen and problem '%s' of rejected ask different questions. Use two data sets that differ only in their demonstrations"
              .formatted(better.id(), worse.id()));
    }
    Optional<Demonstration> bad = worse.demonstration();
    if (better.demonstration().isEmpty() || bad.isEmpty()) {
      throw new UserError(
          "contrast: problem '%s' has no demonstration. Use data sets with demonstrations (for a file, map fields.demonstration)"
              .formatted(better.id()));
    }
    boolean right = wrong && bad.get().answer().equals(better.answer());
    return right || bad.equals(better.demonstration())
        ? null
        : better.rejecting(Rejected.of(bad.get()));
  }

  @Override
  public List<Problem> first(int count) {
    int asked = count;
    while (true) {
      List<Problem> pairs = pairs(chosen.first(asked), rejected.first(asked));
      if (pairs.size() >= count) {
        return List.copyOf(pairs.subList(0, count));
      }
      int most = (int) Math.min(
          Integer.MAX_VALUE / 2,
          Math.min(
              chosen.size().orElse(Integer.MAX_VALUE / 2),
              rejected.size().orElse(Integer.MAX_VALUE / 2)));
      if (asked >= most) {
        throw new UserError(
            "contrast: asks for %,d pairs, but these settings yield only %,d. Ask for fewer"
                .formatted(count, pairs.size()));
      }
      asked = Math.min(most, 2 * asked);
    }
  }

  private List<Problem> pairs(List<Problem> better, List<Problem> worse) {
    List<Problem> pairs = new ArrayList<>();
    for (int i = 0; i < Math.min(better.size(), worse.size()); i++) {
      Problem pair = pair(better.get(i), worse.get(i));
      if (pair != null) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  @Override
  public List<Problem> listed() {
    return pairs(chosen.listed(), rejected.listed());
  }

  @Override
  public boolean listsAll() {
    return chosen.listsAll() && rejected.listsAll();
  }

  /** Returns the number of listed pairs; unknown for generators, whose rejected demonstrations vary. */
  @Override
  public OptionalLong size() {
    return listsAll() ? OptionalLong.of(listed().size()) : OptionalLong.empty();
  }
}
