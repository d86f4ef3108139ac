package io.gradus.core.objective.loss;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.LossTerm;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.Survey;
import java.util.List;

/**
 * The 80/20 rule, arXiv:2506.01939: another loss only on the tokens whose entropy is in the top share of the optimizer
 * step. The threshold is the quantile {@code 1 - share}, interpolated as in torch. All tokens still count in the
 * reduction, as in TRL. TRL takes the quantile over a micro-batch.
 *
 * @param share 0.2 in the paper; 1 keeps all tokens, and 0 keeps only the most uncertain token
 */
@About("another loss on the tokens of highest entropy only: the 80/20 rule (arXiv:2506.01939)")
public record TopEntropy(
    @Default("0.2") @About("share of the optimizer step's tokens that keep their loss")
    double share,

    @Default("{type: clipped-surrogate}") @About("the loss of these tokens")
    PolicyLoss loss)
    implements WrappedLoss {

  public TopEntropy {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share: must be from 0 to 1, but is " + share);
    }
    if (loss instanceof TopEntropy) {
      throw new IllegalArgumentException(
          "loss: top-entropy is nested in itself. Multiply the two shares and keep one");
    }
  }

  @Override
  public PolicyLoss wrapped() {
    return loss;
  }

  @Override
  public boolean surveys() {
    return true;
  }

  @Override
  public LossTerm surveyed(Survey survey) {
    List<Survey.Token> tokens = survey.tokens();
    double[] sorted = tokens.stream().mapToDouble(TopEntropy::entropy).sorted().toArray();
    double threshold = sorted.length == 0 ? 0 : quantile(sorted, 1 - share);
    // Tokens are identified by their place, because the entropies of the gradient's own pass may
    // differ in their last bits.
    Survey.Chosen chosen = new Survey.Chosen(
        tokens.stream().filter(token -> entropy(token) >= threshold).toList());
    LossTerm inner = loss.surveyed(survey);
    return s -> s.only(t -> chosen.contains(s, t), inner);
  }

  private static double entropy(Survey.Token token) {
    return token.sequence().entropy(token.t());
  }

  private static double quantile(double[] sorted, double q) {
    double place = q * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Adds the loss of all tokens, before tokens are left out. */
  @Override
  public void add(SequenceLoss s) {
    loss.add(s);
  }
}
