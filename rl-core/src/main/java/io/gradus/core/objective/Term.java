package io.gradus.core.objective;

import io.gradus.core.Origin;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Locale;
import java.util.Set;

/**
 * A further term of an objective: a loss on the completions of one origin. It has its own reduction over these
 * completions, and its own factor.
 *
 * @param of origin of the completions that the term learns from
 * @param loss loss of a completion
 * @param reduction of token losses to one number, over the completions of that origin
 * @param coefficient factor of the term
 */
public record Term(
    @Default("expert") @About("whose completions it learns from: policy, expert or replay")
    Origin of,

    @About("the loss of a completion") PolicyLoss loss,

    @Default("{type: token-mean}") @About("how token losses become one number")
    Reduction reduction,

    @Default("{type: fixed}") @About("the factor of this term")
    Coefficient coefficient) {

  public Term {
    if (of == Origin.BASELINE) {
      throw new IllegalArgumentException(
          "of: cannot be baseline, because no loss learns from baselines. Use policy, expert or replay");
    }
    if (!loss.origins().contains(of)) {
      throw new IllegalArgumentException(
          ("loss: %s cannot learn from completions of origin %s, because it needs the log-probabilities of their author."
                  + " Use 'imitation' or 'shaped'")
              .formatted(loss.getClass().getSimpleName(), of.name().toLowerCase(Locale.ROOT)));
    }
  }

  Summand summand(String key) {
    return new Summand(key, Set.of(of), loss, reduction, coefficient);
  }
}
