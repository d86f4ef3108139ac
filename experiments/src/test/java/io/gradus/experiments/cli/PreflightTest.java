package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that {@code train} and {@code train --dry-run} report the doctor's findings about settings. */
class PreflightTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      grpo.optimizer.warmup-steps=100                           | warning | stages[1].optimizer.warmup-steps | the warm-up has 100 steps, but the stage only 2
      grpo.objective.loss={type: clipped-surrogate, clip-low: 2} | warning | stages[1].objective.loss.clip-low | never binds
      device=gpu7                                               | fault   | device                          | gpu7 is missing
      """)
  void aDryRunReportsWhatTheDoctorWouldFind(
      String setting, String severity, String where, String what) throws IOException {
    CommandLineRun shown =
        TinyRun.train(folder.resolve("run"), "--set", setting, "--dry-run", "--json");
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    JsonNode findings = JSON.readTree(shown.out()).path("findings");
    assertThat(findings).anySatisfy(finding -> {
      assertThat(finding.path("severity").asText()).isEqualTo(severity);
      assertThat(finding.path("where").asText()).isEqualTo(where);
      assertThat(finding.path("what").asText()).contains(what);
    });
    CommandLineRun words = TinyRun.train(folder.resolve("run"), "--set", setting, "--dry-run");
    assertThat(words.out()).contains("# %s: %s: ".formatted(severity, where), what);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aRunReportsFaultsOfItsSettingsBeforeItsFirstStep() {
    CommandLineRun run = TinyRun.train(
        folder.resolve("run"),
        "--set",
        "grpo.objective.loss={type: clipped-surrogate, clip-low: 2}");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("warning: stages[1].objective.loss.clip-low: ");
    assertThat(run.err().indexOf("warning: stages[1]"))
        .isLessThan(run.err().indexOf("sft: 3 steps"));
  }

  @Test
  void settingsWithoutFaultsAreReported() {
    CommandLineRun shown =
        TinyRun.train(folder.resolve("run"), "--set", "sft.optimizer.warmup-steps=0", "--dry-run");
    assertThat(shown.out()).contains("# the settings have no fault");
  }
}
