package io.gradus.experiments.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Map<String, Double> METRICS = ImmutableMap.of(
      "reward/mean", 0.5123,
      "pass_rate", 0.44,
      "loss", -5.7e-9,
      "groups/without_signal", 0.25,
      "length/mean", 31.6,
      "truncated", 0.02,
      "kl", 0.0031,
      "entropy", 1.21,
      "time/tokens_per_second", 2310.0);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private Instant now = Instant.EPOCH;

  @Test
  void aLogGetsALineEveryTenSecondsAndTheLastLine() {
    try (Progress progress = lines()) {
      progress.start("grpo", 100);
      for (int step = 1; step <= 100; step++) {
        now = now.plusMillis(500);
        progress.update(step, METRICS);
      }
    }
    String[] shown = written().split("\n");
    assertThat(shown).hasSize(1 + 5 + 1);
    assertThat(shown[0]).isEqualTo("grpo: 100 steps");
    assertThat(shown[1])
        .isEqualTo("grpo 1/100: reward 0.512, pass 44 %, signal 75 %, length 32, truncated 2 %, KL "
            + "0.0031, entropy 1.210, tokens/s 2,310, 0:49 left");
    assertThat(shown[6])
        .isEqualTo(
            "grpo 100/100: reward 0.512, pass 44 %, signal 75 %, length 32, truncated 2 %, KL "
                + "0.0031, entropy 1.210, tokens/s 2,310, took 0:50");
  }

  @Test
  void anEvaluationDoesNotIncreaseTheTimeOfSteps() {
    try (Progress progress = lines()) {
      progress.start("grpo", 10);
      now = now.plusSeconds(20);
      progress.update(1, METRICS);
      try (Progress.Phase evaluation = progress.phase("evaluating countdown", 500)) {
        now = now.plusSeconds(600);
        evaluation.advance(500);
      }
      now = now.plusSeconds(20);
      progress.update(2, METRICS);
    }
    assertThat(written())
        .contains("grpo 1/10, evaluating countdown 500/500\n")
        .contains("grpo 1/10, evaluating countdown: 500 of 500, took 10:00\n")
        .contains("tokens/s 2,310, 2:40 left");
  }

  @Test
  void theLineFitsTheTerminalAndKeepsTheMostImportantMetrics() {
    Status status = new Status(
        "grpo",
        50,
        200,
        METRICS,
        Optional.of(Duration.ofSeconds(3723)),
        List.of(),
        Optional.empty());
    for (int width = 10; width < 180; width++) {
      assertThat(StatusLine.bar(status, width, true)).hasSizeLessThanOrEqualTo(width);
      assertThat(StatusLine.bar(status, width, false)).hasSizeLessThanOrEqualTo(width);
    }
    assertThat(StatusLine.bar(status, 160, true))
        .startsWith("grpo 50/200 ━")
        .endsWith("─  reward 0.512  pass 44 %  signal 75 %  length 32  truncated 2 %  KL 0.0031  "
            + "entropy 1.210"
            + "  tokens/s 2,310  1:02:03 left");
    assertThat(StatusLine.bar(status, 60, true))
        .startsWith("grpo 50/200 ━")
        .contains("reward 0.512")
        .doesNotContain("tokens/s")
        .endsWith("1:02:03 left");
    assertThat(StatusLine.bar(status, 60, false)).matches("\\p{ASCII}+");
  }

  @Test
  void aSupervisedStageShowsItsLoss() {
    Status status = new Status(
        "sft",
        3,
        9,
        Map.of("loss", 0.25, "gradient_norm", 0.0),
        Optional.empty(),
        List.of(),
        Optional.empty());
    assertThat(StatusLine.plain(status)).isEqualTo("sft 3/9: loss 0.250");
  }

  @Test
  void theTimeLeftIncludesFutureEvaluations() {
    try (Progress progress = lines()) {
      progress.start("grpo", 10, 0, new Course(true, 2, List.of()));
      for (int step = 1; step <= 3; step++) {
        now = now.plusSeconds(20);
        progress.update(step, METRICS);
        if (step == 2) {
          try (Progress.Phase evaluation = progress.phase("evaluating countdown", 500)) {
            now = now.plusSeconds(100);
            evaluation.advance(500);
          }
        }
      }
    }
    // Seven steps of 20 s, and evaluations after steps 4, 6, 8 and 10.
    assertThat(written()).contains("grpo 3/10").contains(", 9:00 left");
  }

  @Test
  void aStageNamesTheFollowingStages() {
    try (Progress progress = lines()) {
      progress.start("sft", 10, 0, new Course(true, 0, List.of("grpo", "sft")));
      now = now.plusSeconds(20);
      progress.update(1, Map.of("loss", 0.25));
    }
    assertThat(written()).contains("sft 1/10: loss 0.250, 3:00 left of sft, then grpo, sft\n");
  }

  @Test
  void evaluationsIncludeTheOneAtTheEnd() {
    Course every3 = new Course(true, 3, List.of());
    assertThat(every3.evaluationsAfter(0, 10)).isEqualTo(4); // after 3, 6, 9 and 10
    assertThat(every3.evaluationsAfter(3, 9)).isEqualTo(2); // after 6 and 9
    assertThat(every3.evaluationsAfter(9, 9)).isZero();
    assertThat(new Course(true, 0, List.of()).evaluationsAfter(1, 9)).isEqualTo(1);
    assertThat(Course.ALONE.evaluationsAfter(1, 9)).isZero();
  }

  @Test
  void aTerminalIsRedrawnAndNotesStay() {
    try (Progress progress =
        new Progress(new Screen.OnTerminal(out, new Terminal(true)), () -> now)) {
      progress.start("grpo", 2);
      now = now.plusSeconds(1);
      progress.update(1, METRICS);
      progress.note("step 1: all completions are truncated");
      now = now.plusSeconds(1);
      progress.update(2, METRICS);
    }
    assertThat(written())
        .contains("\r\033[Kstep 1: all completions are truncated\n")
        .endsWith("took 0:02\n");
    assertThat(written().split("\n")).hasSize(2);
  }

  @Test
  void aCompletionCannotControlTheTerminal() {
    try (Progress progress = lines()) {
      progress.note("sample: \033]0;owned\007 \u202eabc");
    }
    assertThat(written()).isEqualTo("sample: \\u001b]0;owned\\u0007 \\u202eabc\n");
  }

  @Test
  void closingProgressEndsItsThread() throws InterruptedException {
    Progress progress = new Progress(new Screen.OnTerminal(out, new Terminal(true)), () -> now);
    progress.start("grpo", 2);
    Thread heart = Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("progress"))
        .findFirst()
        .orElseThrow();
    progress.close();
    heart.join(5000);
    assertThat(heart.isAlive()).isFalse();
  }

  @Test
  void aResumedStageReportsItsFirstStep() {
    try (Progress progress = lines()) {
      progress.start("grpo", 200, 120);
      now = now.plusSeconds(2);
      progress.update(121, METRICS);
    }
    assertThat(written())
        .startsWith("grpo: 200 steps, continuing after step 120\n")
        .contains("2:38 left");
  }

  @Test
  void workOutsideAStageIsShownEvenWithoutATotal() {
    try (Progress progress = lines()) {
      try (Progress.Phase known = progress.phase("scoring rows.jsonl", 500)) {
        now = now.plusSeconds(20);
        known.advance(300);
      }
      now = now.plusSeconds(20);
      try (Progress.Phase unknown = progress.phase("scoring standard input", 0)) {
        now = now.plusSeconds(20);
        unknown.advance(7);
      }
    }
    assertThat(written()).isEqualTo("""
            scoring rows.jsonl 0/500
            scoring rows.jsonl 300/500
            scoring rows.jsonl: 300 of 500, took 0:20
            scoring standard input 0
            scoring standard input 7
            scoring standard input: 7, took 0:20
            """);
  }

  private Progress lines() {
    return new Progress(new Screen.AsLines(out), () -> now);
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
