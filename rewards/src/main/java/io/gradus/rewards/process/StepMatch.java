package io.gradus.rewards.process;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.StepScore;
import io.gradus.core.Steps;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A process reward by rule (arXiv:2402.03300, section 4.1.3, with a rule in place of a model). A step scores 1 if its
 * text is the step at the same place of the problem's chain, otherwise 0; a step beyond the chain scores 0. The last
 * step gives the answer and scores the value of another reward, which reads the whole completion.
 *
 * <p>Value, verdict and reason are those of the answer's reward, so an advantage that reads no steps sees outcome
 * supervision. The term {@code steps} is the share of right steps before the last one.
 *
 * <p>After a wrong step, a step that continues from its result is wrong, too, because the chain's text has another
 * result there.
 */
@About("1 for a step that equals the problem's step, else 0; another reward scores the last step")
public record StepMatch(
    @Default("{}") @About("how completion and chain are cut into steps")
    Steps steps,

    @Default("steps") @About("attribute of the problem with the right chain")
    String attribute,

    @About("reward of the answer, which is the last step") Reward answer)
    implements Reward {

  public StepMatch {
    if (attribute.isBlank()) {
      throw new IllegalArgumentException("attribute: must name an attribute of the problems");
    }
  }

  @Override
  public Optional<Steps> stepwise() {
    return Optional.of(steps);
  }

  @Override
  public Reward withParts(UnaryOperator<Reward> change) {
    return new StepMatch(steps, attribute, change.apply(answer));
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    return scoreGroup(new Group(problem, List.of(completion))).get(0);
  }

  @Override
  public List<Score> scoreGroup(Group group) {
    String chain = group.problem().attributes().get(attribute);
    if (chain == null) {
      Score missing = Score.verifierError(
          "step-match: problem %s has no attribute '%s' with its chain. Use a data set with chains, such as digit-chain, or name an attribute of a file (attributes)"
              .formatted(group.problem().id(), attribute));
      return group.completions().stream().map(completion -> missing).toList();
    }
    List<String> right = steps.of(chain).stream().map(Steps.Step::content).toList();
    List<Score> answers = answer.scoreGroup(group);
    return IntStream.range(0, group.size())
        .mapToObj(i -> stepwise(group.completions().get(i).text(), right, answers.get(i)))
        .toList();
  }

  private Score stepwise(String text, List<String> right, Score judged) {
    if (judged.verdict() == Verdict.VERIFIER_ERROR) {
      return judged;
    }
    List<Steps.Step> written = steps.of(text);
    int last = written.size() - 1;
    List<StepScore> scores = new ArrayList<>();
    double matching = 0;
    for (int j = 0; j < last; j++) {
      boolean matches = j < right.size() && right.get(j).equals(written.get(j).content());
      matching += matches ? 1 : 0;
      scores.add(new StepScore(written.get(j).end(), matches ? 1 : 0));
    }
    scores.add(new StepScore(written.get(last).end(), judged.value()));
    Map<String, Double> terms = new LinkedHashMap<>(judged.terms());
    if (last > 0) {
      terms.put("steps", matching / last);
    }
    return new Score(
        judged.value(), judged.verdict(), judged.extracted(), judged.why(), terms, scores);
  }
}
