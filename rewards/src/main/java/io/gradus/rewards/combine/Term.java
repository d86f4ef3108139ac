package io.gradus.rewards.combine;

import com.google.common.base.CaseFormat;
import io.gradus.core.Reward;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Optional;

/**
 * One summand of {@link Sum}.
 *
 * @param name what its value is logged as; the reward's own name if left out
 * @param weight what its value is multiplied by; may be negative
 * @param ifCorrect whether it counts only for right answers, and is not even computed for others
 * @param reward what is weighted
 */
public record Term(
    @About("what it is logged as; by default the reward's name")
    Optional<String> name,

    @Default("1.0") @About("what its value is multiplied by")
    double weight,

    @Default("false") @About("count it only where the answer is right; else it is 0")
    boolean ifCorrect,

    @About("what is weighted") Reward reward) {

  public Term {
    if (!Double.isFinite(weight) || weight == 0) {
      throw new IllegalArgumentException(
          "weight: must be a number other than 0, but is %s: to switch the reward off, remove its term"
              .formatted(weight));
    }
    if (name.isPresent() && name.get().isBlank()) {
      throw new IllegalArgumentException("name: must not be blank: leave it out");
    }
  }

  /** A term that counts always and is logged by its reward's name. */
  public static Term of(double weight, Reward reward) {
    return new Term(Optional.empty(), weight, false, reward);
  }

  /** The same term for right answers only. */
  public Term whenCorrect() {
    return new Term(name, weight, true, reward);
  }

  /** What its value is logged as. */
  public String label() {
    return name.orElseGet(() ->
        CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_HYPHEN, reward.getClass().getSimpleName()));
  }
}
