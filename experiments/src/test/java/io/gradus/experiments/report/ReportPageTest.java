package io.gradus.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A report's page in a real browser: curves, colours, names, widths. */
class ReportPageTest {
  private static final String SHIFT = "\ue008";
  private static final String ESCAPE = "\ue00c";
  private static final String TAB = "\ue004";
  private static final String END = "\ue010";

  @TempDir
  private static Path folder;

  private static Browser browser = Browser.closed();
  private static Path one = Path.of("");
  private static Path several = Path.of("");

  @BeforeAll
  static void writeReports() throws IOException {
    browser = Browser.open(Files.createDirectories(folder.resolve("profile")));
    List<Path> runs = List.of(
        FakeRun.in(folder.resolve("first"), 1).steps(20, 60).finished().write(),
        FakeRun.in(folder.resolve("second"), 2).steps(20, 40).write());
    one = Report.of(runs.subList(0, 1)).write(folder.resolve("one"));
    several = Report.of(runs).write(folder.resolve("several"));
  }

  @AfterAll
  static void close() {
    browser.close();
  }

  @BeforeEach
  void normalWindow() {
    browser.normal();
  }

  @Test
  void aCurveShowsItsValuesUnderThePointerAndAtItsCursor() {
    browser.show(one);
    String drawing = "#figure-pass-at-1-arithmetic .drawing";
    browser.await(
        "document.querySelector(arguments[0]).scrollIntoView(); return document.querySelector(arguments[0]).dataset.drawn === 'linear'",
        drawing);
    browser.point(drawing, 60, 0);
    browser.await("return !document.querySelector(arguments[0] + ' .readout').hidden", drawing);
    assertThat(browser.texts(drawing + " .readout").get(0))
        .matches("step \\d+sampled: \\d+(\\.\\d+)? % \\(\\d.* to \\d.*%\\)greedy: .*");
    browser.run("document.querySelector(arguments[0]).focus()", drawing);
    browser.press(END);
    assertThat(browser.texts(drawing + " .readout strong")).containsExactly("step 80");
    browser.press(ESCAPE);
    assertThat(browser
            .run("return document.querySelector(arguments[0] + ' .readout').hidden", drawing)
            .asBoolean())
        .isTrue();
  }

  @Test
  void theScaleBecomesLogarithmicAndTheSmoothingChanges() {
    browser.show(one);
    String drawing = "#figure-entropy .drawing";
    browser.await(
        "document.querySelector(arguments[0]).scrollIntoView(); return document.querySelector(arguments[0]).dataset.drawn === 'linear'",
        drawing);
    assertThat(browser
            .run("return document.querySelectorAll(arguments[0] + ' .each').length", drawing)
            .asInt())
        .isEqualTo(1);
    String smooth = browser.text(
        "return document.querySelector(arguments[0] + ' .curve').getAttribute('d')", drawing);
    browser.run(
        "const s = document.getElementById('smoothing'); s.value = '0'; s.dispatchEvent(new Event('change'))");
    String raw = browser.text(
        "return document.querySelector(arguments[0] + ' .curve').getAttribute('d')", drawing);
    assertThat(raw).isNotEqualTo(smooth);
    assertThat(browser
            .run("return document.querySelectorAll(arguments[0] + ' .each').length", drawing)
            .asInt())
        .isZero();
    browser.press("l");
    assertThat(browser.text("return document.querySelector(arguments[0]).dataset.drawn", drawing))
        .isEqualTo("log");
    assertThat(browser.text(
            "return document.querySelector(arguments[0] + ' .curve').getAttribute('d')", drawing))
        .isNotEqualTo(raw);
    assertThat(browser.texts("#figure-loss .drawing .note"))
        .allMatch(text -> text.contains("values of 0 or less are not on this scale"));
  }

  @Test
  void constantCurvesAndCurvesWithoutATrendAreFoldedAway() {
    browser.show(one);
    assertThat(browser.texts("#folded-constant summary").get(0))
        .contains("Constant:", "Sampler against trainer", "Truncated");
    assertThat(browser.texts("#folded-noise summary").get(0))
        .contains("Without a trend:", "Gradient norm");
    assertThat(browser
            .run("return document.getElementById('figure-truncated').checkVisibility()")
            .asBoolean())
        .isFalse();
    assertThat(browser
            .run("return document.getElementById('figure-entropy').checkVisibility()")
            .asBoolean())
        .isTrue();
    browser.click("#folded-constant summary");
    browser.await(
        "document.getElementById('figure-truncated').scrollIntoView(); return document.querySelector('#figure-truncated .drawing').dataset.drawn === 'linear'");
  }

  @Test
  void darkColoursFollowTheSystemUntilTheReaderChooses() {
    browser.show(one);
    String background = "return getComputedStyle(document.body).backgroundColor";
    assertThat(browser.text(background)).isEqualTo("rgb(255, 255, 255)");
    browser.dark(true);
    browser.await(background + " === 'rgb(22, 24, 28)'");
    browser.press("d"); // dark
    browser.press("d"); // light
    assertThat(browser.texts("#theme")).containsExactly("Theme: light");
    assertThat(browser.text(background)).isEqualTo("rgb(255, 255, 255)");
    browser.click("#theme");
    assertThat(browser.texts("#theme")).containsExactly("Theme: automatic");
    assertThat(browser.text(background)).isEqualTo("rgb(22, 24, 28)");
  }

  @Test
  void theFocusIsVisibleWhereverTheTabKeyLeads() {
    browser.show(one);
    int seen = 0;
    for (int i = 0; i < 25; i++) {
      browser.press(TAB);
      JsonNode at = browser.run("""
          const style = getComputedStyle(document.activeElement);
          return [document.activeElement.tagName, style.outlineStyle, parseFloat(style.outlineWidth)];
          """);
      if (!at.get(0).asText().equals("BODY")) {
        seen++;
        assertThat(at.get(1).asText()).as(at.toString()).isNotEqualTo("none");
        assertThat(at.get(2).asDouble()).as(at.toString()).isGreaterThanOrEqualTo(1);
      }
    }
    assertThat(seen).isGreaterThan(20);
    browser.press(TAB, Optional.of(SHIFT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "problem", "steps"})
  void nothingIsWiderThanANarrowScreen(String tab) {
    browser.size(390, 844);
    for (Path page : List.of(one, several)) {
      browser.show(page);
      browser.click("#tab-" + tab);
      browser.run("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
      assertThat(browser.run("""
          const wide = [...document.querySelectorAll('body *')].filter((e) =>
            e.getBoundingClientRect().right > 391 && !e.closest('.scroll, .recipe, .prompt'));
          return [document.documentElement.scrollWidth, wide.map((e) => e.outerHTML.slice(0, 90))];
          """).toString()).isEqualTo("[390,[]]");
    }
  }

  @Test
  void everyControlHasAName() {
    browser.show(several);
    browser.click("#tab-problem");
    assertThat(browser.run("""
        const named = (e) => e.getAttribute('aria-label') || e.textContent.trim() && e.matches('button, a, summary, option')
          || document.getElementById(e.getAttribute('aria-labelledby') ?? '')
          || (e.labels && [...e.labels].some((l) => l.textContent.trim()));
        return [...document.querySelectorAll(
            'button, a, input, select, summary, [role=listbox], [role=tab], [role=tabpanel], [role=img], [role=region], [tabindex]')]
          .filter((e) => !named(e) && e.checkVisibility() && !e.matches('pre.recipe')).map((e) => e.outerHTML.slice(0, 120));
        """).toString()).isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void textStandsOutFromItsBackground(boolean dark) throws IOException {
    String contrast = Resources.toString(
        Resources.getResource(ReportPageTest.class, "contrast.js"), StandardCharsets.UTF_8);
    browser.dark(dark);
    browser.show(one);
    for (String colour : List.of("logprob", "entropy", "advantage", "clip")) {
      browser.run(
          "const c = document.getElementById('colour'); c.value = arguments[0]; c.dispatchEvent(new Event('change'))",
          colour);
      browser.await("return document.querySelectorAll('#detail .tokens span').length === 19");
      assertThat(browser.run(contrast).toString())
          .as("texts with a contrast below 4.5, coloured by " + colour)
          .isEqualTo("[]");
    }
  }

  @Test
  void theHeaderSaysWhatRanWhenAndHowLong() {
    browser.show(one);
    assertThat(browser.texts(".run-facts div"))
        .extracting(text -> text.strip().replaceAll("\\s+", " "))
        .containsExactly(
            "Modeldecoder from random weights: 3 layers, width 96",
            "Methodsft → grpo (standardized)",
            "Planned steps20 sft, 60 grpo",
            "Started2026-11-29 22:15:00 UTC",
            "Duration3 min 7 s",
            "Statusfinished after 80 steps",
            "Rollouts720");
    browser.show(several);
    assertThat(browser.texts(".run-facts div")).contains("Statusno result: 60 steps were logged");
  }

  @Test
  void aComparisonShowsWhatDiffersInTheRecipes() {
    browser.show(several);
    assertThat(browser.texts(".differences tbody tr"))
        .extracting(text -> text.strip().replaceAll("\\s+", " "))
        .containsExactly("seed12", "stages[1].plan.steps6040");
    browser.filter("run", "second");
    browser.awaitCount("480 of 1,200");
    assertThat(browser.texts("#detail h3").get(0)).startsWith("second: grpo, step 1");
  }

  @Test
  void thePageRequestsNothing() {
    browser.console();
    browser.show(one);
    browser.click("#tab-problem");
    assertThat(browser
            .run("return performance.getEntriesByType('resource').length")
            .asInt())
        .isZero();
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void aRunThatHasOnlyBegunHasAWorkingPage() throws IOException {
    Path begun = Files.createDirectories(folder.resolve("begun"));
    Files.writeString(
        begun.resolve("metrics.jsonl"),
        "{\"stage\":\"sft\",\"stage_index\":1,\"step\":1,\"global_step\":1,\"loss\":2.5}\n");
    browser.console();
    browser.show(Report.of(List.of(begun)).write(folder.resolve("begun-report")));
    browser.press("l");
    assertThat(browser.text("return document.getElementById('scale-log').checked"))
        .isEqualTo("true");
    assertThat(browser.texts("#rollouts p")).containsExactly("The run recorded no rollouts.");
    assertThat(browser.console()).isEmpty();
  }
}
