package io.gradus.rewards.shape;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.component.About;

/**
 * DAPO's soft overlong punishment (arXiv:2503.14476, equation 13): 0 up to {@code max-length - buffer} tokens, from there
 * linear down to -1 at {@code max-length}, -1 beyond. DAPO's setting is 20480 and 4096; it has no default here, because it
 * must fit the recipe's {@code max-tokens}. A term of a sum; the paper's weight is 1.
 *
 * @param maxLength {@code L_max}, in tokens
 * @param buffer {@code L_cache}, the tokens over which the punishment grows
 */
@About("0, then linearly down to -1 over the last tokens before max-length (DAPO)")
public record SoftOverlong(
    @About("tokens from which it is -1; DAPO: 20480") int maxLength,
    @About("tokens over which it grows; DAPO: 4096") int buffer)
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
