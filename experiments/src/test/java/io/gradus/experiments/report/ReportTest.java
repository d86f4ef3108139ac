package io.gradus.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gradus.core.UserError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {
  @TempDir
  Path folder;

  @Test
  void theHeadlineComparesBeforeTheRewardsWithTheEnd() throws IOException {
    String html = report(FakeRun.in(folder.resolve("arithmetic"), 1).write());
    // The headline begins with 42.2 % at step 60, where GRPO begins, not with 2 % before the cold
    // start.
    assertThat(html)
        .contains("<h3>pass@1, arithmetic, sampled</h3>")
        .containsPattern(
            "<span>4\\d(\\.\\d)? %</span> <span class=\"arrow\" aria-label=\"to\">→</span> "
                + "<strong>9\\d(\\.\\d)? %</strong>")
        .contains("better, intervals do not overlap")
        .contains("500 problems × 1 sample; step 60 → step 200")
        .containsPattern("mean completion length 3\\d\\.\\d+ → 5\\d(\\.\\d+)? tokens")
        .contains("<h3>pass@1, arithmetic, greedy</h3>");
  }

  @Test
  void thePolicysTextStaysText() throws IOException {
    String html =
        report(FakeRun.in(folder.resolve("run"), 2).steps(4, 12).hostile().write());
    assertThat(html)
        .contains(
            "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src&#x3D;x onerror&#x3D;");
    assertThat(html)
        .doesNotContain("<img", "<script>alert", "\u202e", "\u0007")
        .contains("[U+202E]");
    // One script that runs; the others are data, whose letters cannot end them.
    assertThat(count(html, "<script>")).isEqualTo(1);
    Matcher data = Pattern.compile("<script type=\"text/plain\"[^>]*>([A-Za-z0-9+/=]*)</script>")
        .matcher(html);
    assertThat(data.results().count())
        .isEqualTo(count(html, "<script ") + 0L)
        .isEqualTo(count(html, "</script") - 1L)
        .isEqualTo(1 + 1 + 12);
    String markup = html.substring(0, html.indexOf("<script"));
    assertThat(Pattern.compile("<[^>]*\\son\\w+=").matcher(markup).find()).isFalse();
  }

  @Test
  void thePageNeedsNoOtherFile() throws IOException {
    String html = report(FakeRun.in(folder.resolve("run"), 3).steps(4, 12).write());
    // The names of XML namespaces look like addresses.
    String addresses = html.replaceAll("xmlns(:\\w+)?=\"[^\"]*\"", "")
        .replace("createElementNS('http://www.w3.org/2000/svg'", "");
    assertThat(addresses).doesNotContainPattern("(?i)(src|href)\\s*=\\s*\"(?!#)");
    assertThat(addresses).doesNotContain("http:", "https:", "@import");
    assertThat(html)
        .contains("default-src 'none'")
        .containsPattern("script-src 'sha256-[A-Za-z0-9+/]{43}&#x3D;'");
  }

  @Test
  void theSameRunGivesTheSameBytes() throws IOException {
    assumeFonts();
    Path run = FakeRun.in(folder.resolve("run"), 4).steps(6, 30).write();
    Map<String, byte[]> first = written(run, folder.resolve("a"));
    Map<String, byte[]> second = written(run, folder.resolve("b"));
    assertThat(first).containsKeys("report.html", "curves/overview.png", "curves/reward.svg");
    assertThat(second.keySet()).isEqualTo(first.keySet());
    first.forEach((name, bytes) -> assertThat(second.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void everyKeyHasACurveEvenAnUnknownKey() throws IOException {
    assumeFonts();
    String html = report(FakeRun.in(folder.resolve("run"), 5).write());
    for (String key : List.of(
        "reward/mean",
        "pass_rate",
        "entropy",
        "kl",
        "gradient_norm",
        "clip/high",
        "length/max",
        "verdict/wrong",
        "time/tokens_per_second",
        "learning_rate",
        "novel/thing",
        "time/sample",
        "loss")) {
      assertThat(html).as(key).containsPattern("</svg>" + Pattern.quote(key) + "</li>");
    }
    assertThat(html).contains("Always zero: reward/min.");
  }

  @Test
  void everyCurveIsDescribedInWordsAndDrawnAsWellFormedSvg() throws Exception {
    assumeFonts();
    Path run = FakeRun.in(folder.resolve("run"), 6).steps(6, 50).write();
    String html = report(run);
    assertThat(html)
        .containsPattern("role=\"img\" aria-label=\"Entropy\\. entropy: [0-9.]+ at step 7, ");
    Matcher drawings = Pattern.compile("(?s)<div class=\"drawing\"[^>]*>(<svg.*?</svg>)\\s*</div>")
        .matcher(html);
    int drawn = 0;
    while (drawings.find()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(drawings.group(1))));
      drawn++;
    }
    assertThat(drawn).isEqualTo(count(html, "<figure id=")).isGreaterThan(12);
    Matcher ids = Pattern.compile("\\sid=\"([^\"]+)\"").matcher(html);
    List<String> all = ids.results().map(m -> m.group(1)).toList();
    assertThat(all).doesNotHaveDuplicates();
  }

  @Test
  void picturesShowTheCurve() throws IOException {
    assumeFonts();
    Path run = FakeRun.in(folder.resolve("run"), 7).write();
    Report.of(List.of(run)).write(run);
    BufferedImage image = ImageIO.read(run.resolve("curves/entropy.png").toFile());
    int coloured = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        coloured += (image.getRGB(x, y) & 0xFFFFFF) == 0x0067A5 ? 1 : 0;
      }
    }
    assertThat(image.getWidth()).isGreaterThan(900);
    assertThat(coloured).isGreaterThan(image.getWidth());
  }

  @Test
  void severalRunsShareTheirDiagrams() throws IOException {
    assumeFonts();
    Path a = FakeRun.in(folder.resolve("x/grpo"), 8).steps(6, 50).write();
    Path b = FakeRun.in(folder.resolve("y/grpo"), 9).steps(6, 50).write();
    Path out = folder.resolve("out");
    Report.of(List.of(a, b)).write(out);
    String html = Files.readString(out.resolve("report.html"));
    assertThat(html)
        .contains("<h1>grpo and grpo (2)</h1>")
        .contains("</svg>grpo, sampled</li>")
        .contains("</svg>grpo (2), sampled</li>")
        .contains("<h3>Reward: mean</h3>");
    assertThat(html).containsPattern("aria-label=\"Entropy\\. grpo: .* grpo \\(2\\): ");
  }

  @Test
  void aRunThatWasKilledWhileWritingHasAReport() throws IOException {
    Path run = FakeRun.in(folder.resolve("run"), 10).steps(3, 9).write();
    Files.writeString(
        run.resolve("metrics.jsonl"), "{\"stage\":\"grpo\",\"st", StandardOpenOption.APPEND);
    Path torn = run.resolve("rollouts/1-grpo/step-000009.jsonl.gz");
    byte[] bytes = Files.readAllBytes(torn);
    Files.write(torn, Arrays.copyOf(bytes, bytes.length / 2));
    String html = report(run);
    assertThat(html)
        .contains(
            "metrics.jsonl:13: not JSON (was the run killed while it wrote?); the line is left out")
        .contains("1-grpo/step-000009.jsonl.gz: cannot be read beyond line");
  }

  @Test
  void aRunThatHasJustBegunHasAReport() throws IOException {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("metrics.jsonl"), "");
    assertThat(report(run))
        .contains("The run was not evaluated.", "There are no curves.", "no step was logged");
  }

  @Test
  void warningsOfTheRunComeFirstAndOnce() throws IOException {
    String html = report(FakeRun.in(folder.resolve("run"), 11).write());
    assertThat(html)
        .contains(
            "step 63: no group has any signal: sample 63 <span class=\"when\">first of 4 similar "
                + "warnings, steps 63 to 183</span>");
    assertThat(html.indexOf("no group has any signal"))
        .isLessThan(html.indexOf("id=\"evaluation\""));
  }

  @Test
  void aMissingVerdictOfAStepIsZero() throws IOException {
    Path run = FakeRun.in(folder.resolve("run"), 14).steps(2, 20).write();
    Series unparseable = RecordedRun.read(run, 1).metrics().series().get("verdict/unparseable");
    assertThat(unparseable).isNotNull();
    assertThat(unparseable.y()).hasSize(20).startsWith(0, 0).contains(2);
  }

  @Test
  void longRunsKeepThePageSmall() throws IOException {
    Path run = FakeRun.in(folder.resolve("run"), 13).steps(0, 1500).groups(1, 2).write();
    assertThat(report(run).length()).isLessThan(6_000_000);
  }

  @Test
  void aLimitOnTheTextsIsSaid() throws IOException {
    Path run = FakeRun.in(folder.resolve("run"), 15).steps(2, 30).write();
    String html = Report.of(List.of(run), 0).html();
    assertThat(html)
        .contains("run: texts of 0 of 360 rollouts are in this file (0 of 30 steps)")
        .doesNotContain("id=\"chunk-");
    assertThatThrownBy(() -> Report.of(List.of(run), -1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--megabytes must be 0 to 1024, but is -1");
  }

  @Test
  void theHeaderNamesModelMethodDateDurationAndStatus() throws IOException {
    Path run = FakeRun.in(folder.resolve("run"), 16).steps(3, 9).finished().write();
    assertThat(report(run).replaceAll("\\s+", " "))
        .contains(
            "<dt>Model</dt><dd>decoder from random weights: 3 layers, width 96</dd>",
            "<dt>Method</dt><dd>sft → grpo (standardized)</dd>",
            "<dt>Planned steps</dt><dd>3 sft, 9 grpo</dd>",
            "<dt>Started</dt><dd>2026-11-29 22:15:00 UTC</dd>",
            "<dt>Duration</dt><dd>3 min 7 s</dd>",
            "<dt>Status</dt><dd>finished after 12 steps</dd>");
    Files.delete(run.resolve("result.json"));
    Path metrics = run.resolve("metrics.jsonl");
    Files.write(metrics, Files.readAllLines(metrics).subList(0, 7));
    assertThat(report(run)).contains("not finished: step 7 of 12 (still running, or stopped)");
  }

  @Test
  void theHeaderCountsTheStepsOfRejectionSamplingByItsProblems() throws IOException {
    Path run = FakeRun.in(folder.resolve("run"), 16).steps(3, 9).write();
    Path recipe = run.resolve("recipe.yaml");
    Files.writeString(
        recipe,
        Files.readString(recipe)
            + "- {type: rejection-sampling, plan: {problems: 2001, samples: 4, problems-per-step: 100}}\n");
    assertThat(report(run).replaceAll("\\s+", " "))
        .contains(
            "<dt>Planned steps</dt><dd>3 sft, 9 grpo, 21 rejection-sampling (2,001 problems)</dd>",
            "not finished: step 12 of 33 (still running, or stopped)");
  }

  @Test
  void aComparisonListsTheKeysThatDiffer() throws IOException {
    Path a = FakeRun.in(folder.resolve("a"), 17).steps(2, 5).write();
    Path b = FakeRun.in(folder.resolve("b"), 17).steps(2, 8).write();
    String html = Report.of(List.of(a, b)).html();
    assertThat(html)
        .contains(
            "<tr><th scope=\"row\"><code>stages[1].plan.steps</code></th><td>5</td><td>8</td></tr>")
        .doesNotContain("<code>seed</code>");
    assertThat(Report.of(List.of(a, a)).html())
        .contains("The recipes are equal, except for their names.");
  }

  @Test
  void allFoldersThatAreNotRunsAreReportedAtOnce() {
    assertThatThrownBy(() -> Report.of(List.of(folder, folder.resolve("none"))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "not a run directory: it has neither metrics.jsonl nor evaluations.jsonl")
        .hasMessageContaining("none: no such run directory");
  }

  private static void assumeFonts() {
    Optional<String> trouble = Drawing.unavailable();
    assumeTrue(trouble.isEmpty(), () -> trouble.orElse(""));
  }

  private static String report(Path run) {
    return Report.of(List.of(run)).html();
  }

  private static Map<String, byte[]> written(Path run, Path out) throws IOException {
    Report.of(List.of(run)).write(out);
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(out)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(out.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
