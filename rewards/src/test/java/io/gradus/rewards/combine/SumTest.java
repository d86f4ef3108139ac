package io.gradus.rewards.combine;

import static io.gradus.rewards.Samples.gold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.rewards.Samples.Counting;
import io.gradus.rewards.Samples.Fixed;
import io.gradus.rewards.answer.ArithmeticAnswer;
import io.gradus.rewards.shape.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SumTest extends RewardContract {
  private static final Completion RIGHT =
      Completion.ofText("<think>40+7</think><answer>47</answer>");
  private static final Completion WRONG =
      Completion.ofText("<think>40+7</think><answer>46</answer>");
  private final Sum answerAndFormat = new Sum(List.of(
      Term.of(1, new ArithmeticAnswer(false, false)),
      Term.of(0.1, new Format(true, false, false))));

  @Override
  protected Reward reward() {
    return answerAndFormat;
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  @Test
  void addsTheWeightedValuesAndLogsEachTermBeforeItsWeight() {
    Score score = answerAndFormat.score(problem(), RIGHT);
    assertThat(score.value()).isCloseTo(1.1, within(1e-12));
    assertThat(score.terms())
        .containsExactly(entry("arithmetic-answer", 1.0), entry("format", 1.0));
    assertThat(answerAndFormat.score(problem(), WRONG).value()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void takesTheVerdictOfTheFirstTermThatJudges() {
    Sum formatFirst = new Sum(List.of(
        Term.of(0.1, new Format(true, false, false)),
        Term.of(1, new ArithmeticAnswer(false, false)),
        Term.of(1, new Fixed(1, Verdict.WRONG))));
    Score score = formatFirst.score(problem(), RIGHT);
    assertThat(score.verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(score.extracted()).isEqualTo("47");
    assertThat(new Sum(List.of(Term.of(1, new Format(true, false, false))))
            .score(problem(), RIGHT)
            .verdict())
        .isEqualTo(Verdict.UNJUDGED);
  }

  @Test
  void anyTermsVerifierErrorIsTheSums() {
    Sum sum = new Sum(List.of(
        Term.of(1, new ArithmeticAnswer(false, false)),
        Term.of(1, new Fixed(1, Verdict.VERIFIER_ERROR))));
    Score score = sum.score(problem(), RIGHT);
    assertThat(score.verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(score.why()).isEqualTo("fixed: fixed");
  }

  @Test
  void aTermForRightAnswersIsZeroAndNotComputedForOthers() {
    List<String> asked = new ArrayList<>();
    Sum sum = new Sum(List.of(
        new Term(
            Optional.of("bonus"), 2, true, new Counting(new Fixed(0.5, Verdict.UNJUDGED), asked)),
        Term.of(1, new ArithmeticAnswer(false, false))));
    assertThat(sum.score(problem(), RIGHT).value()).isEqualTo(2);
    assertThat(asked).hasSize(1);
    Score wrong = sum.score(problem(), WRONG);
    assertThat(wrong.value()).isZero();
    assertThat(wrong.terms()).containsExactly(entry("bonus", 0.0), entry("arithmetic-answer", 0.0));
    assertThat(asked).hasSize(1);
  }

  @Test
  void aSumWithinLogsItsTermsUnderItsName() {
    Sum outer = new Sum(List.of(new Term(Optional.of("rules"), 2, false, answerAndFormat)));
    assertThat(outer.score(problem(), RIGHT).terms())
        .containsKeys("rules", "rules.arithmetic-answer", "rules.format");
  }

  @Test
  void aGroupIsScoredLikeItsMembers() {
    Group group = new Group(problem(), List.of(RIGHT, WRONG, RIGHT));
    assertThat(answerAndFormat.scoreGroup(group))
        .containsExactly(
            answerAndFormat.score(problem(), RIGHT),
            answerAndFormat.score(problem(), WRONG),
            answerAndFormat.score(problem(), RIGHT));
  }

  @Test
  void aSumThatOverflowsIsAVerifierError() {
    Sum sum = new Sum(List.of(Term.of(1e300, new Fixed(1e300, Verdict.CORRECT))));
    assertThat(sum.score(problem(), RIGHT).verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
  }

  @Test
  void refusesTermsThatCannotBeToldApartOrWeighed() {
    Reward format = new Format(true, false, false);
    assertThatThrownBy(() -> new Sum(List.of())).hasMessageStartingWith("terms: ");
    assertThatThrownBy(() -> new Sum(List.of(Term.of(1, format), Term.of(2, format))))
        .hasMessage("terms: two are logged as 'format'. Give one of them another name");
    assertThatThrownBy(() -> new Sum(List.of(Term.of(1, format).whenCorrect())))
        .hasMessageContaining("if-correct");
    assertThatThrownBy(() -> Term.of(0, format)).hasMessageStartingWith("weight: ");
    assertThatThrownBy(() -> Term.of(Double.NaN, format)).hasMessageStartingWith("weight: ");
    assertThatThrownBy(() -> new Term(Optional.of(" "), 1, false, format))
        .hasMessageStartingWith("name: ");
  }

  @Test
  void aTermIsCalledByItsRewardsNameInRecipes() {
    assertThat(Term.of(1, new Fixed(1, Verdict.CORRECT)).label()).isEqualTo("fixed");
  }
}
