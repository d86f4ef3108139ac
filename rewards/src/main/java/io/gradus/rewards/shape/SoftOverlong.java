package io.gradus.rewards.shape;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.component.About;

/**
 * DAPO's soft overlong punishment (arXiv:2503.14476, equation 13): 0 up to {@code max-length - buffer} tokens, then a
 * linear decrease to -1 at {@code max-length}, and -1 beyond. DAPO uses 20480 and 4096. There are no defaults, because
 * the values must fit the recipe's {@code max-tokens}. Use it as a term of a sum; the paper's weight is 1.
 *
 * @param maxLength {@code L_max}, in tokens
 * @param buffer {@code L_cache}, in tokens
 */
@About("0, then a linear decrease to -1 over the last tokens before max-length (DAPO)")
public record SoftOverlong(
    @About("with this number of tokens or more, the reward is -1; DAPO: 20480")
    int maxLength,

    @About("number of tokens over which the punishment grows; DAPO: 4096")
    int buffer)
    implements Reward {

  public SoftOverlong {
    if (maxLength < 1) {
      throw new IllegalArgumentException("max-length: must be at least 1, but is " + maxLength);
    }
    if (buffer < 1 || buffer > maxLength) {
      throw new IllegalArgumentException(
          "buffer: must be from 1 to max-length %d, but is %d".formatted(maxLength, buffer));
    }
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    if (Lengths.unknown(completion)) {
      return Lengths.noTokens();
    }
    int over = completion.length() - (maxLength - buffer);
    double value = over <= 0 ? 0 : -Math.min(1, (double) over / buffer);
    return Score.unjudged(
        value,
        "%d tokens, punished from %d to %d"
            .formatted(completion.length(), maxLength - buffer, maxLength));
  }
}
