package io.gradus.experiments.doctor;

import static io.gradus.experiments.doctor.Cases.only;
import static io.gradus.experiments.doctor.Cases.recipe;
import static io.gradus.experiments.doctor.Cases.subject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Fakes;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Sampling;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.UserError;
import io.gradus.core.Verdict;
import io.gradus.experiments.doctor.Subject.PolicySource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Checks findings about settings that waste a run, and about a machine that is too small. */
class SettingsTest {
  private static final PolicySource NOWHERE = new PolicySource(
      "a fake",
      () -> {
        throw new UserError("there is none");
      },
      false);

  private static ScoredGroup group(FinishReason finish, Verdict... verdicts) {
    Completion completion =
        Fakes.completion("x", new int[] {1}, new float[1], new float[1], finish);
    return new ScoredGroup(
        new Group(Problem.of("p", "q", "a"), Collections.nCopies(verdicts.length, completion)),
        IntStream.range(0, verdicts.length)
            .mapToObj(i -> Score.of(verdicts[i] == Verdict.CORRECT ? 1 : 0, verdicts[i], "", "why"))
            .toList());
  }

  private static Finding signal(ScoredGroup... groups) {
    return new SignalCheck().judge(NOWHERE, "stages[0]", List.of(groups), false);
  }

  @Test
  void aGroupOfOneIsRefusedAndOfTwoANote() {
    assertThatThrownBy(() -> subject(recipe("bare", 1, "max-tokens: 24", "1.0e-4")))
        .hasMessageContaining("plan.group-size: the advantage compares");
    assertThat(only(new GroupSizeCheck(), subject(recipe("bare", 2, "max-tokens: 24", "1.0e-4")))
            .severity())
        .isEqualTo(Severity.NOTE);
  }

  @Test
  void aLossWithoutARatioIsForOneOptimizerStepOnly() {
    assertThat(trust("minibatch: 8", "reinforce", "sequence-mean").severity())
        .isEqualTo(Severity.OK);
    for (String several : List.of("minibatch: 4", "epochs-per-step: 2")) {
      Finding finding = trust(several, "reinforce", "sequence-mean");
      assertThat(finding.severity()).isEqualTo(Severity.WARNING);
      assertThat(finding.what()).contains("up to 2 optimizer steps", "no ratio");
      assertThat(finding.where()).isEqualTo("stages[0].objective.loss");
    }
    assertThat(trust("minibatch: 4", "clipped-surrogate", "sequence-mean").severity())
        .isEqualTo(Severity.OK);
  }

  @Test
  void aLossThatDiffersOnlyAfterThePolicyHasMovedIsNoted() {
    for (String loss : List.of("gspo", "cispo", "sapo")) {
      assertThat(trust("minibatch: 8", loss, "sequence-mean").severity()).isEqualTo(Severity.NOTE);
      for (String several : List.of("minibatch: 3", "minibatch: 5", "epochs-per-step: 2")) {
        assertThat(trust(several, loss, "sequence-mean").severity()).isEqualTo(Severity.OK);
      }
    }
    assertThat(trust("minibatch: 8", "clipped-surrogate", "token-mean").severity())
        .isEqualTo(Severity.OK);
    assertThat(trust("minibatch: 4", "gspo", "token-mean").where())
        .isEqualTo("stages[0].objective.reduction");
  }

  @Test
  void boundsNarrowerThanRoundingAreNotedInBfloat16() {
    for (String dtype : List.of("auto", "bfloat16")) {
      assertThat(trust(dtype, "minibatch: 4", "gspo", "sequence-mean").what())
          .contains("rounding error of bfloat16");
      for (String wide :
          List.of("clipped-surrogate", "sapo", "{type: gspo, clip-low: 0.1, clip-high: 0.1}")) {
        assertThat(trust(dtype, "minibatch: 4", wide, "sequence-mean").severity())
            .isEqualTo(Severity.OK);
      }
    }
  }

  private static Finding trust(String plan, String loss, String reduction) {
    return trust("float32", plan, loss, reduction);
  }

  private static Finding trust(String dtype, String plan, String loss, String reduction) {
    List<Finding> findings =
        new TrustRegionCheck().examine(subject(Cases.trained(dtype, plan, loss, reduction)));
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  @Test
  void aTooHighOrTooLowLearningRateIsAWarning() {
    Finding fast =
        only(new LearningRateCheck(), subject(recipe("bare", 4, "max-tokens: 24", "0.1")));
    assertThat(fast.severity()).isEqualTo(Severity.WARNING);
    assertThat(fast.what()).contains("0.1", "5.0E-4");
    Finding slow =
        only(new LearningRateCheck(), subject(recipe("bare", 4, "max-tokens: 24", "1.0e-7")));
    assertThat(slow.remedy()).contains("Raise it");
    assertThat(new LearningRateCheck().examine(subject(recipe())))
        .allMatch(f -> f.severity() == Severity.OK);
  }

  @Test
  void aTemperatureWithEqualCompletionsIsAWarning() {
    Material cold = new Material(
        "stages[0]",
        1,
        Optional.empty(),
        List.of(),
        true,
        Optional.empty(),
        Optional.of(new Sampling(0.1, 24, 0, 1, List.of(), 8)));
    Finding finding = only(new TemperatureCheck(), subject(recipe(), cold));
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.what()).contains("0.1", "nearly the same");
  }

  @Test
  void aPlanAboveTheMachinesMemoryIsAFaultAndAboveItsFreeMemoryAWarning() {
    Subject subject = subject(recipe());
    assertThat(only(new MemoryCheck(() -> 1L << 20, () -> 1L << 20), subject).severity())
        .isEqualTo(Severity.FAULT);
    assertThat(only(new MemoryCheck(() -> 1L << 40, () -> 1L << 20), subject).severity())
        .isEqualTo(Severity.WARNING);
    assertThat(new MemoryCheck(() -> 1L << 40, () -> -1).examine(subject))
        .allMatch(f -> f.severity() == Severity.OK);
  }

  @Test
  void aDiskWithoutRoomForTheCheckpointsIsAFault() {
    // 2 kept checkpoints and one being written, 30 MiB each
    Finding full = only(new DiskCheck(folder -> (90L << 20) - 1), subject(recipe()));
    assertThat(full.severity()).isEqualTo(Severity.FAULT);
    assertThat(full.what()).contains("90 MiB", "2 of 30 MiB");
    assertThat(new DiskCheck(folder -> 90L << 20).examine(subject(recipe())))
        .allMatch(f -> f.severity() == Severity.OK);
  }

  @Test
  void groupsWithoutSignalAreAWarningWithTheRemedyThatFits() {
    Finding wrong = signal(group(FinishReason.STOP, Verdict.WRONG, Verdict.WRONG));
    assertThat(wrong.severity()).isEqualTo(Severity.WARNING);
    assertThat(wrong.what()).contains("no group has a signal", "wrong 2");
    assertThat(wrong.remedy()).contains("cold start");
    assertThat(
            signal(group(FinishReason.STOP, Verdict.CORRECT, Verdict.CORRECT)).remedy())
        .contains("harder");
    assertThat(signal(group(FinishReason.LENGTH, Verdict.TRUNCATED, Verdict.TRUNCATED))
            .remedy())
        .contains("max-tokens");
  }

  @Test
  void solvedProblemsAreOnlyANoteForAFinishedRun() {
    PolicySource ended = new PolicySource("the last checkpoint", NOWHERE.open(), true);
    List<ScoredGroup> solved = List.of(group(FinishReason.STOP, Verdict.CORRECT, Verdict.CORRECT));
    List<ScoredGroup> unsolved = List.of(group(FinishReason.STOP, Verdict.WRONG, Verdict.WRONG));

    assertThat(new SignalCheck().judge(ended, "stages[0]", solved, false).severity())
        .isEqualTo(Severity.NOTE);
    assertThat(new SignalCheck().judge(ended, "stages[0]", unsolved, false).severity())
        .isEqualTo(Severity.WARNING);
  }

  @Test
  void groupsWithSignalAreInOrderAndAFailingVerifierIsAFault() {
    assertThat(signal(group(FinishReason.STOP, Verdict.CORRECT, Verdict.WRONG)).severity())
        .isEqualTo(Severity.OK);
    assertThat(signal(group(FinishReason.STOP, Verdict.CORRECT, Verdict.VERIFIER_ERROR))
            .severity())
        .isEqualTo(Severity.FAULT);
  }

  @Test
  void findingsCannotControlATerminal() {
    Finding finding = new Finding(Severity.NOTE, "c", "a\u001b[31m\u202e\nb", "w", "");
    assertThat(finding.what()).isEqualTo("a\\u001b[31m\\u202e b");
    assertThat(new Diagnosis("x", List.of(finding)).page()).doesNotContain("\u001b");
    assertThat(finding.fields()).containsAllEntriesOf(Map.of("severity", "note", "where", "w"));
  }
}
