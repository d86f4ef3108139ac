package io.gradus.rewards.combine;

import com.google.common.base.CaseFormat;
import io.gradus.core.Reward;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One summand of {@link Sum}.
 *
 * @param weight factor of the reward; may be negative
 * @param ifCorrect whether the term counts only for right answers; for wrong answers, the reward is not computed
 */
public record Term(
    @About("name in the log; by default the reward's name") Optional<String> name,

    @Default("1.0") @About("factor of the reward") double weight,

    @Default("false") @About("count the term only if the answer is right; otherwise it is 0")
    boolean ifCorrect,

    @About("reward to weight") Reward reward) {

  public Term {
    if (!Double.isFinite(weight) || weight == 0) {
      throw new IllegalArgumentException(
          "weight: must be a number other than 0, but is %s. To switch the reward off, remove its term"
              .formatted(weight));
    }
    if (name.isPresent() && name.get().isBlank()) {
      throw new IllegalArgumentException("name: must not be blank. Remove it");
    }
  }

  /** Makes a term that always counts and is logged by its reward's name. */
  public static Term of(double weight, Reward reward) {
    return new Term(Optional.empty(), weight, false, reward);
  }

  /** Returns this term for right answers only. */
  public Term whenCorrect() {
    return new Term(name, weight, true, reward);
  }

  /** Returns this term with another reward, under the same name in the log. */
  Term with(UnaryOperator<Reward> change) {
    return new Term(Optional.of(label()), weight, ifCorrect, change.apply(reward));
  }

  /** Returns the name in the log. */
  public String label() {
    return name.orElseGet(() ->
        CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_HYPHEN, reward.getClass().getSimpleName()));
  }
}
