package io.gradus.core.objective;

import io.gradus.core.Divergence;
import io.gradus.core.Origin;
import io.gradus.core.ScorerLogProbs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;

/**
 * The loss of one completion and its gradient, which the parts of an objective add up. The class holds no tensors. The
 * engine needs only {@code dL/dlogp}, {@code dL/dentropy} and {@code dL/ddivergence} of each token, and applies the
 * chain rule.
 *
 * <p>A {@link PolicyLoss} and a {@link Reference} read a token's numbers here, and add unweighted losses and slopes.
 * This class alone applies the weight of the {@link Reduction}.
 */
public final class SequenceLoss {
  /** Bound on the log-ratio before the exponential, as in verl. Beyond this bound the ratio is constant. */
  public static final double MAX_LOG_RATIO = 20;

  private final TokenLogProbs tokens;
  private final double[] advantages;
  private final double[] factors;
  private final Origin origin;
  private final int index;
  private final double[] ratios;
  private final double[] gradient;
  private final double[] entropyGradient;
  private final Map<Divergence, double[]> divergenceGradient = new LinkedHashMap<>();
  private double weight;
  private double entropyWeight;
  private boolean counts;
  private IntPredicate kept = t -> true;
  private double policyLoss;
  private double klLoss;
  private double entropyLoss;
  private double divergenceLoss;
  private double kl;
  private final ClipCounts clips = new ClipCounts();

  /**
   * Makes a loss of 0.
   *
   * @param advantages {@code (T)}
   * @param weight of each token's loss in the optimizer step
   * @param entropyWeight of each token's entropy in the optimizer step
   */
  public SequenceLoss(
      TokenLogProbs tokens, double[] advantages, double weight, double entropyWeight) {
    this(tokens, advantages, weight, entropyWeight, 0);
  }

  /** Makes a loss of 0 for the completion at an index of a minibatch. */
  public SequenceLoss(
      TokenLogProbs tokens, double[] advantages, double weight, double entropyWeight, int index) {
    this(tokens, advantages, ones(tokens.length()), Origin.POLICY, index);
    this.weight = weight;
    this.entropyWeight = entropyWeight;
    counts = weight > 0;
  }

  /**
   * Makes a loss of 0, to be added to {@linkplain #under under} the weight of each term.
   *
   * @param advantages {@code (T)}
   * @param factors {@code (T)} factor of each token's policy loss
   * @param origin author of the completion
   * @param index place of the completion in its minibatch
   */
  SequenceLoss(
      TokenLogProbs tokens, double[] advantages, double[] factors, Origin origin, int index) {
    if (advantages.length != tokens.length() || factors.length != tokens.length()) {
      throw new IllegalArgumentException("advantages: %d numbers, and %d factors, for %d tokens"
          .formatted(advantages.length, factors.length, tokens.length()));
    }
    this.tokens = tokens;
    this.advantages = advantages;
    this.factors = factors;
    this.origin = origin;
    this.index = index;
    this.ratios = new double[length()];
    for (int t = 0; t < ratios.length; t++) {
      ratios[t] = Math.exp(clamp(logRatio(t), MAX_LOG_RATIO));
    }
    this.gradient = new double[length()];
    this.entropyGradient = new double[length()];
    tokens.divergences().keySet().forEach(d -> divergenceGradient.put(d, new double[length()]));
  }

  private static double[] ones(int length) {
    return DoubleStream.generate(() -> 1).limit(length).toArray();
  }

  /** Sets the weight of each token for the next term that adds its loss. */
  SequenceLoss under(double termWeight) {
    weight = termWeight;
    entropyWeight = termWeight;
    counts |= termWeight > 0;
    return this;
  }

  /** Origin of the completion. */
  public Origin origin() {
    return origin;
  }

  /** Place of the completion in its minibatch, from 0. */
  public int index() {
    return index;
  }

  /** Number of learned tokens, T. */
  public int length() {
    return tokens.length();
  }

  /** {@code log pi_theta} of a token. */
  public double logProb(int t) {
    return tokens.policy()[t];
  }

  /** {@code log pi} of a token under a frozen scorer. */
  public double frozen(String scorer, int t) {
    return Objects.requireNonNull(tokens.frozen().get(scorer), scorer)[t];
  }

  /** {@code log pi} of a token under the sampler, or {@code log pi_old} if unknown. */
  public double behaviour(int t) {
    return tokens.frozen().getOrDefault(ScorerLogProbs.BEHAVIOUR, tokens.old())[t];
  }

  /** Entropy of the policy's distribution at a token, in nats. */
  public double entropy(int t) {
    return tokens.entropies()[t];
  }

  /** {@code log pi_ref - log pi_theta} of a token: d of the KL estimators. */
  public double referenceLogRatio(int t) {
    return tokens.reference()[t] - tokens.policy()[t];
  }

  /** The advantage of a token. */
  public double advantage(int t) {
    return advantages[t];
  }

  /** {@code log(pi_theta / pi_old)} of a token, not clamped. */
  public double logRatio(int t) {
    return tokens.policy()[t] - tokens.old()[t];
  }

  /** {@code r = pi_theta / pi_old} of a token, with the logarithm clamped to [-20, 20]. */
  public double ratio(int t) {
    return ratios[t];
  }

  /** {@code dr/dlogp}: r itself, or 0 where the log-ratio is clamped. */
  public double ratioSlope(int t) {
    return Math.abs(logRatio(t)) > MAX_LOG_RATIO ? 0 : ratios[t];
  }

  /**
   * The geometric mean of the tokens' {@code pi_theta / pi_old}, with the logarithm clamped to [-20, 20]. It is 1 for
   * an empty completion.
   */
  public double sequenceRatio() {
    return Math.exp(clamp(meanLogRatio(), MAX_LOG_RATIO));
  }

  /**
   * Derivative of {@link #sequenceRatio} by the mean log-probability: the ratio itself, or 0 where the ratio is
   * clamped.
   */
  public double sequenceRatioSlope() {
    return Math.abs(meanLogRatio()) > MAX_LOG_RATIO ? 0 : sequenceRatio();
  }

  private double meanLogRatio() {
    double sum = 0;
    for (int t = 0; t < length(); t++) {
      sum += logRatio(t);
    }
    return length() == 0 ? 0 : sum / length();
  }

  /**
   * Adds a token's policy loss.
   *
   * @param loss to be minimised, unweighted
   * @param slope derivative of the loss by the token's log-probability
   */
  public void addPolicyLoss(int t, double loss, double slope) {
    if (!kept.test(t)) {
      return;
    }
    policyLoss += weight * factors[t] * loss;
    gradient[t] += weight * factors[t] * slope;
  }

  /** Adds the policy loss of another term for some tokens only. All tokens still count in the reduction. */
  public void only(IntPredicate tokens, LossTerm term) {
    IntPredicate before = kept;
    kept = before.and(tokens);
    term.add(this);
    kept = before;
  }

  /**
   * Adds a token's divergence from the reference, as a loss of {@code beta * kl}.
   *
   * @param slope the derivative of {@code kl} by the token's log-probability
   */
  public void addKl(int t, double beta, double kl, double slope) {
    this.kl += kl;
    klLoss += weight * beta * kl;
    gradient[t] += weight * beta * slope;
  }

  /** Adds a bonus for entropy: a loss of {@code -coefficient * H} for each token. */
  public void addEntropyBonus(double coefficient) {
    for (int t = 0; t < length(); t++) {
      entropyLoss -= entropyWeight * coefficient * tokens.entropies()[t];
      entropyGradient[t] -= entropyWeight * coefficient;
    }
  }

  /**
   * Adds a token's divergence from a teacher, as a loss.
   *
   * @param of one of {@link LossTerm#divergences}
   * @param factor factor on the divergence
   */
  public void addDivergence(Divergence of, int t, double factor) {
    if (!kept.test(t)) {
      return;
    }
    double scale = weight * factor * factors[t];
    divergenceLoss += scale * Objects.requireNonNull(tokens.divergences().get(of), "divergence")[t];
    divergenceGradient(of)[t] += scale;
  }

  /** Weighted share of the sequence in the optimizer step's loss. The shares of all sequences add up to this loss. */
  public double loss() {
    return policyLoss + klLoss + entropyLoss + divergenceLoss;
  }

  /** {@code (T)} derivative of {@link #loss} by each token's log-probability. */
  public double[] gradient() {
    return gradient;
  }

  /** {@code (T)} derivative of {@link #loss} by each token's entropy. */
  public double[] entropyGradient() {
    return entropyGradient;
  }

  /** {@code (T)} derivative of {@link #loss} by each token's divergence from a teacher. */
  public double[] divergenceGradient(Divergence of) {
    return Objects.requireNonNull(divergenceGradient.get(of), "divergence");
  }

  public double divergenceLoss() {
    return divergenceLoss;
  }

  public double policyLoss() {
    return policyLoss;
  }

  public double klLoss() {
    return klLoss;
  }

  public double entropyLoss() {
    return entropyLoss;
  }

  public double klSum() {
    return kl;
  }

  /** Number of tokens that a bound changed, as counted by the terms. */
  public ClipCounts clips() {
    return clips;
  }

  public TokenLogProbs tokens() {
    return tokens;
  }

  /** Whether the policy learns from the sequence; false if masked. */
  public boolean counts() {
    return counts && length() > 0;
  }

  public static double clamp(double x, double bound) {
    return Math.max(-bound, Math.min(bound, x));
  }
}
