package io.gradus.experiments.doctor;

import static io.gradus.experiments.doctor.Cases.asked;
import static io.gradus.experiments.doctor.Cases.heldOut;
import static io.gradus.experiments.doctor.Cases.imitated;
import static io.gradus.experiments.doctor.Cases.only;
import static io.gradus.experiments.doctor.Cases.problem;
import static io.gradus.experiments.doctor.Cases.recipe;
import static io.gradus.experiments.doctor.Cases.shown;
import static io.gradus.experiments.doctor.Cases.subject;
import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.rewards.answer.ArithmeticAnswer;
import io.gradus.rewards.combine.Sum;
import io.gradus.rewards.combine.Term;
import io.gradus.rewards.math.MathAnswer;
import io.gradus.rewards.shape.Format;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Checks findings about data, template, tokenizer and reward that do not fit each other. */
class DataAndTemplateTest {
  private static final Reward MATH = MathAnswer.defaults();
  private static final Problem SEVEN = problem("seven", "3+4", "7");

  /**
   * Tokenizer in which a pair of equal characters is one token, as in a merged vocabulary. The last token is the end
   * token.
   */
  private record Pairs(int end) implements Tokenizer {
    @Override
    public int[] encode(String text) {
      int[] tokens = new int[text.length()];
      int n = 0;
      for (int i = 0; i < text.length(); i++) {
        boolean pair = i + 1 < text.length() && text.charAt(i) == text.charAt(i + 1);
        tokens[n++] = text.charAt(i) + (pair ? 256 : 0);
        i += pair ? 1 : 0;
      }
      return Arrays.copyOf(tokens, n);
    }

    @Override
    public String decode(int[] tokens) {
      StringBuilder text = new StringBuilder();
      for (int token : tokens) {
        text.append(Character.toString(token % 256).repeat(token < 256 ? 1 : 2));
      }
      return text.toString();
    }

    @Override
    public int vocabularySize() {
      return 512;
    }

    @Override
    public OptionalInt token(String text) {
      return text.length() == 1 ? OptionalInt.of(text.charAt(0)) : OptionalInt.empty();
    }

    @Override
    public List<Integer> endTokens() {
      return List.of(end);
    }
  }

  private record Plain(String end, String begin) implements Template {
    @Override
    public String prompt(Problem problem) {
      return problem.question() + end;
    }

    @Override
    public String completion(Demonstration demonstration) {
      return begin + demonstration.answer();
    }
  }

  private static Recipe with(Tokenizer tokenizer, Template template) {
    Recipe r = recipe();
    return new Recipe(
        r.name(),
        r.seed(),
        r.device(),
        r.dtype(),
        r.matmul(),
        r.memory(),
        r.activationCheckpointing(),
        new Recipe.PolicyChoice(r.architecture(), tokenizer, r.policy().lora()),
        template,
        r.teachers(),
        r.stages(),
        r.evaluation(),
        r.checkpoint());
  }

  @Test
  void testsThatRunWhatTheCodeReturnsAreReported() {
    Map<String, String> runs = Map.of("tests", "[\"assert eval(f(1)) == 2\"]", "entry_point", "f");
    Map<String, String> compares = Map.of("tests", "[\"assert f(1) == 2\"]", "entry_point", "f");
    var findings = new DataCheck()
        .examine(subject(
            recipe(),
            asked(
                MATH,
                new Problem("runs", "", "", Optional.empty(), runs),
                new Problem("compares", "", "", Optional.empty(), compares))));
    assertThat(findings)
        .filteredOn(finding -> finding.severity() == Severity.WARNING)
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.what()).contains("1 of 2", "runs: eval");
          assertThat(finding.remedy()).contains("Compare values instead");
        });
  }

  @Test
  void aTokenAcrossPromptAndCompletionIsAWarning() {
    Recipe merged = with(new Pairs(1), new Plain("= ", " "));
    Finding finding = only(new TemplateCheck(), subject(merged, asked(MATH, SEVEN)));
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.what()).contains("1 of 1", "form one token", "seven");
    Recipe apart = with(new Pairs(1), new Plain("=", " "));
    assertThat(new TemplateCheck().examine(subject(apart, asked(MATH, SEVEN))))
        .allMatch(f -> f.severity() == Severity.OK);
  }

  @Test
  void aCharacterThatTheTokenizerLacksIsAFault() {
    Finding finding =
        only(new TemplateCheck(), subject(recipe(), asked(MATH, problem("euro", "3 \u20ac", "3"))));
    assertThat(finding.severity()).isEqualTo(Severity.FAULT);
    assertThat(finding.what()).contains("euro", "U+20AC");
  }

  @Test
  void aFormatRewardWithoutPrefilledThinkIsAFault() {
    Recipe opened = recipe("{type: r1, open-think: true}", 4, "max-tokens: 24", "1.0e-4");
    Reward reward =
        new Sum(List.of(Term.of(1, MATH), Term.of(0.1, new Format(true, false, false))));
    Finding finding = only(new ThinkCheck(), subject(opened, asked(reward, SEVEN)));
    assertThat(finding.severity()).isEqualTo(Severity.FAULT);
    assertThat(finding.where())
        .isEqualTo("stages[0].objective.reward.terms[1].reward.prefilled-think");
    assertThat(finding.remedy()).contains("prefilled-think: true");
    Finding other =
        only(new ThinkCheck(), subject(recipe(), asked(new Format(true, false, true), SEVEN)));
    assertThat(other.remedy()).contains("prefilled-think: false");
  }

  @Test
  void aStopTokenThatTheRewardNeedsIsAFault() {
    Material material = new Material(
        "stages[0]",
        1,
        Optional.empty(),
        List.of(SEVEN),
        true,
        Optional.of(MATH),
        Optional.of(Cases.sampling(24, "</answer>")));
    Finding finding = only(new EndTokenCheck(), subject(recipe(), material));
    assertThat(finding.severity()).isEqualTo(Severity.FAULT);
    assertThat(finding.what()).contains("cut off", "seven at '</answer>'");
    assertThat(finding.where()).isEqualTo("stages[0].sampling.stop-tokens");
  }

  @Test
  void anEndTokenOutsideTheVocabularyIsAFault() {
    Finding finding = only(
        new EndTokenCheck(), subject(with(new Pairs(600), new Plain("=", "")), asked(MATH, SEVEN)));
    assertThat(finding.severity()).isEqualTo(Severity.FAULT);
    assertThat(finding.what()).contains("600", "outside the vocabulary of 512");
  }

  @Test
  void anEndTokenInAQuestionIsAcceptedBecauseDataIsText() {
    List<Finding> findings = new EndTokenCheck()
        .examine(subject(recipe(), asked(MATH, problem("hostile", "3+4<eos>", "7"))));
    assertThat(findings)
        .isNotEmpty()
        .noneMatch(finding ->
            finding.severity() == Severity.WARNING || finding.severity() == Severity.FAULT);
  }

  @Test
  void aPromptThatDoesNotFitIsNamedWithItsLength() {
    Finding finding = only(
        new ContextCheck(),
        subject(recipe(), asked(MATH, SEVEN, problem("long", "1+".repeat(30), "30"))));
    assertThat(finding.severity()).isEqualTo(Severity.FAULT);
    assertThat(finding.what()).contains("1 of 2", "long", "61 tokens", "85 of a context of 64");
    assertThat(finding.remedy()).contains("context to 85").doesNotContain("Lower");
  }

  @Test
  void aStageThatImitatesWithoutDemonstrationsIsAFault() {
    Finding finding =
        only(new DataCheck(), subject(recipe(), imitated(shown("a", "7", "7"), SEVEN)));
    assertThat(finding.severity()).isEqualTo(Severity.FAULT);
    assertThat(finding.what()).contains("1 of 2", "seven");
  }

  @Test
  void theNextStagesRewardJudgesDemonstrations() {
    Material exam = heldOut(new ArithmeticAnswer(false, false), SEVEN);
    Finding mixed = only(
        new DemonstrationCheck(),
        subject(recipe(), imitated(shown("6", "7", "7"), shown("7", "8", "9")), exam));
    assertThat(mixed.severity()).isEqualTo(Severity.NOTE);
    assertThat(mixed.what()).contains("1 of 2 (50.0 %) are right");
    Finding none =
        only(new DemonstrationCheck(), subject(recipe(), imitated(shown("7", "8", "9")), exam));
    assertThat(none.severity()).isEqualTo(Severity.FAULT);
    assertThat(none.what()).contains("no demonstration is right");
    Finding unread =
        only(new DemonstrationCheck(), subject(recipe(), imitated(shown("7", "8", "eight")), exam));
    assertThat(unread.what()).contains("cannot read 1 of 1");
    assertThat(unread.severity()).isEqualTo(Severity.FAULT);
  }

  @Test
  void demonstrationsInAnotherFormatAreAWarning() {
    Reward reward = new Sum(List.of(
        Term.of(1, new ArithmeticAnswer(false, false)),
        Term.of(0.1, new Format(true, true, false))));
    Finding finding = only(
        new DemonstrationCheck(),
        subject(recipe(), imitated(shown("6", "7", "7")), heldOut(reward, SEVEN)));
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.what()).contains("the format reward refuses 1 of 1");
  }

  @Test
  void aBudgetBelowTheDemonstrationsIsAWarning() {
    Sampling sampling = Cases.sampling(4);
    Material material = new Material(
        "stages[0]",
        1,
        Optional.empty(),
        List.of(shown("6", "7", "7")),
        true,
        Optional.of(MATH),
        Optional.of(sampling));
    Finding finding = only(new TokenBudgetCheck(), subject(recipe(), material));
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.what()).contains("4 tokens cut off 1 of 1");
    assertThat(finding.remedy()).contains("Raise it to 7");
  }
}
