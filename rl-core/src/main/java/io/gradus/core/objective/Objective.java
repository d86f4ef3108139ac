package io.gradus.core.objective;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Group;
import io.gradus.core.Minibatch;
import io.gradus.core.PartFailure;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardWatch;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What training climbs: everything that Algorithm 1 of arXiv:2402.03300 leaves open. With the defaults it is GRPO without its
 * KL term; GRPO as published has the reference {@link K3}.
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
 * <tr><td>RLOO</td><td>none</td><td>leave-one-out</td><td>reinforce</td><td>constant-length, length 1</td><td>none (there KL is in the reward)</td></tr>
 * </table>
 *
 * @param reward scores completions
 * @param filter which groups are trained on
 * @param advantage of a completion within its group
 * @param loss of a completion with an advantage
 * @param reduction of token losses to one number
 * @param reference the KL term
 * @param entropyBonus the loss is reduced by this times the mean entropy over the tokens of the optimizer step, whatever the
 *     reduction (as in TRL); 0: no bonus
 */
public record Objective(
    @About("scores each completion") Reward reward,

    @Default("{type: none}") @About("which groups are trained on")
    GroupFilter filter,

    @Default("{type: standardized}") @About("how much better than its group a completion is")
    Advantage advantage,

    @Default("{type: clipped-surrogate}") @About("the loss of a completion with an advantage")
    PolicyLoss loss,

    @Default("{type: sequence-mean}") @About("how token losses become one number")
    Reduction reduction,

    @Default("{type: none}") @About("the KL term that ties the policy to a frozen reference")
    Reference reference,

    @Default("0") @About("the loss is reduced by this times the mean token entropy, in nats")
    double entropyBonus) {

  public Objective {
    if (!(entropyBonus >= 0 && entropyBonus < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "entropy-bonus: must be 0 or more, but is " + entropyBonus);
    }
  }

  /** Scores a group. A reward that throws has failed to judge: that is a verifier error, never a reward of 0. */
  public ScoredGroup judge(Group group) {
    return judge(reward, group);
  }

  /** The same with a reward alone, for an evaluation. */
  public static ScoredGroup judge(Reward reward, Group group) {
    RewardWatch watch = RewardWatch.of(reward, group.problem());
    try {
      return new ScoredGroup(group, reward.scoreGroup(group));
    } catch (RuntimeException
        | StackOverflowError
            e) { // A reward that scores the group as a whole has failed on all of it.
      Score failed =
          Score.verifierError("%s failed: %s".formatted(reward.getClass().getSimpleName(), e));
      return new ScoredGroup(group, Collections.nCopies(group.size(), failed));
    } finally {
      watch.close();
    }
  }

  /**
   * Why a reward can judge nothing of some problems, whatever is written: an attribute that they do not have, a sandbox that is not
   * there. Found out with an empty completion of each; absent: it can judge at least one.
   */
  public static Optional<String> cannotJudge(Reward reward, List<Problem> problems) {
    String why = "";
    for (Problem problem : problems) {
      Group group = new Group(problem, new int[0], List.of(Completion.ofText("")));
      Score score = judge(reward, group).scores().get(0);
      if (score.verdict() != Verdict.VERIFIER_ERROR) {
        return Optional.empty();
      }
      why = why.isEmpty() ? score.why() : why;
    }
    return problems.isEmpty() ? Optional.empty() : Optional.of(why);
  }

  /**
   * The advantage of each completion within its group. One whose verifier failed is masked: it counts in no mean and in no
   * gradient.
   *
   * @return in the order of the groups and of their completions, masked ones included
   */
  public List<Experience> experience(List<ScoredGroup> groups) {
    List<Experience> all = new ArrayList<>();
    for (ScoredGroup scored : groups) {
      double[] advantages =
          PartFailure.guard("objective.advantage", advantage, () -> advantage.of(scored.rewards()));
      int next = 0;
      for (int i = 0; i < scored.group().size(); i++) {
        boolean counts = scored.counts(i);
        all.add(new Experience(
            scored.group(), i, scored.scores().get(i), counts ? advantages[next++] : 0, !counts));
      }
    }
    return all;
  }

  /**
   * The loss of one optimizer step, its reduction fixed now, over the whole minibatch: evaluated sequence by sequence, in any
   * split into micro-batches.
   *
   * @param generationBudget the most tokens that a completion could have had
   */
  public MinibatchLoss over(Minibatch minibatch, int generationBudget) {
    return new MinibatchLoss(this, minibatch, generationBudget);
  }
}
