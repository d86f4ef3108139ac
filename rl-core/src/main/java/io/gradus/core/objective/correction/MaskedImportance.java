package io.gradus.core.objective.correction;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Correction;
import java.util.Arrays;
import java.util.List;

/**
 * Masked importance sampling (MIS): a token has the factor {@code pi_old / pi_sampler}, or 0 if the ratio at {@code
 * level} is outside the bounds. At token level with two bounds, this is IcePop (Ring-1T, arXiv:2510.18855). At sequence
 * level it is TRL's {@code sequence_mask}, whose factor is the product of the token ratios. With the geometric mean it
 * is {@code seq-mask-tis} of OpenRLHF and NeMo-RL, in which each token keeps a factor of its own. A masked token still
 * counts in the reduction.
 *
 * @param level which ratio is compared with the bounds
 * @param most largest ratio that is kept; TRL's default for sequences is 3
 */
@About("masked importance sampling: pi_old / pi_sampler, and 0 outside the bounds (IcePop, MIS)")
public record MaskedImportance(
    @Default("token") @About("which ratio is compared: token, sequence or geometric-mean")
    Level level,

    @Default("0.5") @About("smallest ratio that is kept, at most 1")
    double least,

    @Default("5.0") @About("largest ratio that is kept, 1 or more")
    double most,

    @Default("false") @About("divide a step's factors by their mean")
    boolean normalize)
    implements Correction {

  public MaskedImportance {
    if (!(least >= 0 && least <= 1)) {
      throw new IllegalArgumentException("least: must be from 0 to 1, but is " + least);
    }
    if (!(most >= 1)) {
      throw new IllegalArgumentException("most: must be 1 or more, but is " + most);
    }
  }

  @Override
  public double[] weights(double[] old, double[] behaviour) {
    double[] compared = level.ratios(old, behaviour);
    Level weighing = level == Level.GEOMETRIC_MEAN ? Level.TOKEN : level;
    double[] weights = weighing.ratios(old, behaviour);
    Arrays.setAll(weights, t -> compared[t] >= least && compared[t] <= most ? weights[t] : 0);
    return weights;
  }

  @Override
  public List<double[]> together(List<double[]> step) {
    return normalize ? level.normalised(step) : step;
  }
}
