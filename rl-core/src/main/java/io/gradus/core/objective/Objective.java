package io.gradus.core.objective;

import io.gradus.core.Experience;
import io.gradus.core.Group;
import io.gradus.core.Minibatch;
import io.gradus.core.Origin;
import io.gradus.core.PartFailure;
import io.gradus.core.Reward;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.advantage.Advantage;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.filter.GroupFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The objective of training: everything that Algorithm 1 of arXiv:2402.03300 leaves open. With the defaults it is GRPO
 * without its KL term; GRPO as published has the reference {@code K3}.
 *
 * <table>
 * <caption>The named methods</caption>
 * <tr><th>method</th><th>filter</th><th>advantage</th><th>loss</th><th>reduction</th><th>reference</th></tr>
 * <tr><td>GRPO</td><td>none</td><td>standardized</td><td>clipped-surrogate 0.2 / 0.2</td><td>sequence-mean</td><td>k3 0.04</td></tr>
 * <tr><td>DAPO</td><td>any-signal</td><td>standardized</td><td>clipped-surrogate 0.2 / 0.28</td><td>token-mean</td><td>none</td></tr>
 * <tr><td>Dr. GRPO</td><td>none</td><td>mean-centered</td><td>clipped-surrogate 0.2 / 0.2</td><td>constant-length</td><td>none</td></tr>
 * <tr><td>GSPO</td><td>none</td><td>standardized</td><td>gspo 3e-4 / 4e-4</td><td>sequence-mean</td><td>none</td></tr>
 * <tr><td>CISPO</td><td>any-signal</td><td>standardized</td><td>cispo</td><td>token-mean</td><td>none</td></tr>
 * <tr><td>SAPO</td><td>none</td><td>standardized</td><td>sapo 1 / 1.05</td><td>sequence-mean</td><td>none</td></tr>
 * <tr><td>RLOO</td><td>none</td><td>leave-one-out</td><td>reinforce</td><td>constant-length, length 1</td><td>none (the paper's KL is in the reward)</td></tr>
 * </table>
 *
 * @param reward scores each completion
 * @param filter decides which groups are trained on
 * @param advantage computes each token's advantage from the whole step
 * @param loss loss of a completion with an advantage
 * @param reduction turns token losses into one number
 * @param coefficient factor of the loss
 * @param reference the KL term
 * @param refreshReference after each such number of steps, the reference takes over the policy's weights; DeepSeek-R1:
 *     400
 * @param entropyBonus this times the mean token entropy of the optimizer step is subtracted from the loss, with any
 *     reduction, as in TRL; 0: no bonus
 * @param maskTruncated whether truncated completions count in their group's mean, but not in the gradient (DAPO,
 *     arXiv:2503.14476; TRL: mask_truncated_completions)
 * @param correction corrects for a sampler that differs from the trainer
 * @param terms further losses, each with its own reduction and factor
 * @param klCoefficient factor of the KL term, in the loss and in the reward
 * @param entropyCoefficient factor of the entropy bonus
 */
public record Objective(
    @About("scores each completion") Reward reward,

    @Default("{type: none}") @About("which groups are trained on")
    GroupFilter filter,

    @Default("{type: standardized}") @About("how much better than expected a completion is")
    Advantage advantage,

    @Default("{type: clipped-surrogate}") @About("the loss of a completion with an advantage")
    PolicyLoss loss,

    @Default("{type: sequence-mean}") @About("how token losses become one number")
    Reduction reduction,

    @Default("{type: fixed}") @About("the factor of the loss")
    Coefficient coefficient,

    @Default("{type: none}") @About("the KL term that ties the policy to a frozen reference")
    Reference reference,

    @About("the reference takes over the policy's weights after every so many steps; absent: never")
    Optional<Integer> refreshReference,

    @Default("0")
    @About("factor of the mean token entropy (in nats), which is subtracted from the loss")
    double entropyBonus,

    @Default("false")
    @About("whether truncated completions count in their group's mean, but not in the gradient")
    boolean maskTruncated,

    @About("corrects for a sampler that differs from the trainer; absent: nothing is corrected")
    Optional<Correction> correction,

    @Default("[]") @About("further losses, each with its own reduction and factor")
    List<Term> terms,

    @Default("{type: fixed}") @About("the factor of the KL term, in the loss or in the reward")
    Coefficient klCoefficient,

    @Default("{type: fixed}") @About("the factor of the entropy bonus")
    Coefficient entropyCoefficient) {
  private static final FixedCoefficient ONE = new FixedCoefficient(1);
  private static final String KL = "objective.reference";
  private static final String ENTROPY = "objective.entropy-bonus";

  public Objective {
    terms = List.copyOf(terms);
    if (!(entropyBonus >= 0 && entropyBonus < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "entropy-bonus: must be 0 or more, but is " + entropyBonus);
    }
    if (refreshReference.isPresent() && refreshReference.get() < 1) {
      throw new IllegalArgumentException(
          "refresh-reference: must be 1 or more steps, but is " + refreshReference.get());
    }
    if (refreshReference.isPresent()
        && !scorers(reference, advantage).contains(ScorerLogProbs.REFERENCE)) {
      throw new IllegalArgumentException(
          "refresh-reference: nothing here reads a reference. Set reference, for example {type: k3}, or remove this key");
    }
    var unused = advantage.reading(reward);
    Contradictions.check(reference, advantage, coefficient, klCoefficient, terms);
    Contradictions.check(entropyBonus, entropyCoefficient);
  }

  /** Makes an objective without the rarer options. */
  public Objective(
      Reward reward,
      GroupFilter filter,
      Advantage advantage,
      PolicyLoss loss,
      Reduction reduction,
      Reference reference,
      double entropyBonus) {
    this(
        reward,
        filter,
        advantage,
        loss,
        reduction,
        new FixedCoefficient(1),
        reference,
        Optional.empty(),
        entropyBonus,
        false,
        Optional.empty(),
        List.of());
  }

  /** Makes an objective whose KL term and entropy bonus have the constant factor 1. */
  public Objective(
      Reward reward,
      GroupFilter filter,
      Advantage advantage,
      PolicyLoss loss,
      Reduction reduction,
      Coefficient coefficient,
      Reference reference,
      Optional<Integer> refreshReference,
      double entropyBonus,
      boolean maskTruncated,
      Optional<Correction> correction,
      List<Term> terms) {
    this(
        reward,
        filter,
        advantage,
        loss,
        reduction,
        coefficient,
        reference,
        refreshReference,
        entropyBonus,
        maskTruncated,
        correction,
        terms,
        ONE,
        ONE);
  }

  /** Returns the names of the frozen scorers that the parts read, in alphabetical order. */
  public SortedSet<String> scorers() {
    SortedSet<String> names = scorers(reference, advantage);
    summands().forEach(summand -> names.addAll(summand.loss().scorers()));
    if (correction.isPresent()) {
      names.add(ScorerLogProbs.OLD);
    }
    return names;
  }

  /** Returns the names of the models whose whole distribution the parts read, in alphabetical order. */
  public SortedSet<String> teachers() {
    SortedSet<String> names = new TreeSet<>();
    summands()
        .forEach(summand -> summand.loss().divergences().forEach(d -> names.add(d.teacher())));
    return names;
  }

  private static SortedSet<String> scorers(Reference reference, Advantage advantage) {
    SortedSet<String> names = new TreeSet<>(reference.scorers());
    names.addAll(advantage.scorers());
    return names;
  }

  /** Returns whether a frozen reference must be kept. */
  public boolean needsReference() {
    return scorers().contains(ScorerLogProbs.REFERENCE);
  }

  /** Lists all summands: the loss with the advantage, the KL term, the entropy bonus, and the further terms. */
  List<Summand> summands() {
    Set<Origin> origins = loss.origins();
    List<Summand> all = new ArrayList<>();
    all.add(new Summand("objective.loss", origins, loss, reduction, coefficient));
    if (reference.needed()) {
      all.add(new Summand(KL, origins, reference, reduction, klCoefficient));
    }
    if (entropyBonus > 0) {
      all.add(new Summand(
          ENTROPY, origins, new EntropyBonus(entropyBonus), new TokenMean(), entropyCoefficient));
    }
    for (int i = 0; i < terms.size(); i++) {
      all.add(terms.get(i).summand("objective.terms[%d].loss".formatted(i)));
    }
    return all;
  }

  /** Scores a group. If the reward throws, the score is a verifier error, never a reward of 0. */
  public ScoredGroup judge(Group group) {
    return RewardTrial.judge(reward, group);
  }

  /**
   * Computes advantages and corrections of a step. A completion whose verifier failed is masked: it counts in no mean
   * and in no gradient.
   *
   * @param frozen log-probabilities under {@link #scorers}
   * @return experiences in the order of the groups and their completions, including masked completions
   */
  public List<Experience> experience(List<ScoredGroup> groups, ScorerLogProbs frozen) {
    return experience(groups, frozen, 1, new CoefficientStates());
  }

  /**
   * Computes advantages and corrections of a step, with the coefficients of that step.
   *
   * @param step of the stage, from 1
   */
  public List<Experience> experience(
      List<ScoredGroup> groups, ScorerLogProbs frozen, long step, CoefficientStates states) {
    Advantage bound = advantage.reading(reward).chargingKl(states.at(KL, klCoefficient, step));
    List<ScoredGroup> explored =
        groups.stream().filter(group -> group.group().explored()).toList();
    List<double[][]> advantages =
        PartFailure.guard("objective.advantage", advantage, () -> bound.of(explored, frozen));
    List<Experience> all = StepExperience.of(groups, advantages.iterator(), maskTruncated);
    return correction
        .map(c -> PartFailure.guard(
            "objective.correction", c, () -> new StepCorrection(c, frozen).of(all)))
        .orElse(all);
  }

  /**
   * Updates the coefficients with the measurements of a step.
   *
   * @param states changed by this call
   * @return factors of the coefficients with a state at the next step, by the key of their term
   */
  public SortedMap<String, Double> follow(CoefficientStates states, long step, Measured measured) {
    List<Summand> summands = summands();
    if (!reference.needed()) {
      // KL in the reward has no summand, but uses the same coefficient.
      summands.add(new Summand(KL, loss.origins(), reference, reduction, klCoefficient));
    }
    return states.follow(summands, step, measured);
  }

  /**
   * Returns the loss of one optimizer step. This call fixes the weights over the whole minibatch. Then the loss can be
   * evaluated sequence by sequence, in any split into micro-batches.
   *
   * @param generationBudget largest number of tokens that a completion could have had
   * @param step of the stage, for coefficients that change
   */
  public MinibatchLoss over(Minibatch minibatch, int generationBudget, long step) {
    return over(minibatch, generationBudget, new UpdatePlace(0, step, 1), new CoefficientStates());
  }

  /**
   * Returns the loss of one optimizer step, with the coefficients of that step.
   *
   * @param place of the optimizer step, for coefficients that change and for random choices
   */
  public MinibatchLoss over(
      Minibatch minibatch, int generationBudget, UpdatePlace place, CoefficientStates states) {
    return new MinibatchLoss(this, minibatch, generationBudget, place, states);
  }
}
