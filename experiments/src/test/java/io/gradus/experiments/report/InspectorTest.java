package io.gradus.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report's page in a real browser. */
class InspectorTest {
  private static final String SHIFT = "\ue008";
  private static final String ESCAPE = "\ue00c";
  private static final String TAB = "\ue004";
  private static final String RIGHT = "\ue014";
  private static final String DOWN = "\ue015";
  private static final String END = "\ue010";
  private static final String ENTER = "\ue007";

  @TempDir
  private static Path folder;

  private static @org.jspecify.annotations.Nullable Browser opened;
  private static Path one = Path.of("");
  private static Path hostile = Path.of("");
  private static Path several = Path.of("");

  @BeforeAll
  static void writeReports() throws IOException {
    opened = Browser.open(Files.createDirectories(folder.resolve("profile")));
    Path a = FakeRun.in(folder.resolve("first"), 1).steps(20, 60).finished().write();
    Path b = FakeRun.in(folder.resolve("second"), 2).steps(20, 40).write();
    one = Report.of(List.of(a)).write(folder.resolve("one"));
    several = Report.of(List.of(a, b)).write(folder.resolve("several"));
    Path attack = FakeRun.in(folder.resolve("attack"), 3).steps(2, 4).hostile().write();
    hostile = Report.of(List.of(attack)).write(folder.resolve("hostile"));
  }

  @AfterAll
  static void close() {
    if (opened != null) {
      opened.close();
    }
  }

  private static Browser browser() {
    if (opened == null) {
      throw new IllegalStateException("the browser is not open");
    }
    return opened;
  }

  @BeforeEach
  void normalWindow() {
    browser().size(1280, 900);
    browser().dark(false);
  }

  private static String count() {
    return browser().text("return document.getElementById('count').textContent");
  }

  private static List<String> texts(String selector) {
    JsonNode all = browser()
        .run(
            "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)",
            selector);
    return StreamSupport.stream(all.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static void filter(String field, String value) {
    browser().run("""
        const field = document.getElementById('filters').elements[arguments[0]];
        const option = [...(field.options ?? [])].find((o) => o.text.startsWith(arguments[1]));
        field.value = option ? option.value : arguments[1];
        field.dispatchEvent(new Event('input', {bubbles: true}));
        """, field, value);
  }

  private static void awaitCount(String wanted) {
    browser().await(
        "return document.getElementById('count').textContent.startsWith(arguments[0])", wanted);
  }

  @Test
  void aSearchFindsTextInsideCompletions() {
    browser().show(one);
    assertThat(count()).isEqualTo("720 rollouts");
    // The text crosses the borders of tokens.
    String said = texts("#detail .tokens").get(0).replace("↵\n", "\n");
    String inside = said.substring(said.indexOf("<answer>"), said.indexOf("</answer>"));
    browser().type("input[name=text]", inside);
    browser().await("return /^\\d+ of 720 rollouts$/.test(document.getElementById('count').textContent)");
    assertThat(Integer.parseInt(count().split(" ")[0])).isBetween(1, 400);
    browser().await("return document.querySelector('#detail .tokens').textContent.includes(arguments[0])", inside);
    assertThat(texts(".row .excerpt")).isNotEmpty().allSatisfy(text -> assertThat(text).contains(inside.split("<answer>")[1].strip()));
    filter("text", "no completion says this");
    awaitCount("0 of 720 rollouts");
    assertThat(texts("#detail")).containsExactly("No rollout matches the filter.");
  }

  @Test
  void rolloutsAreFilteredByVerdictRewardLengthStopReasonAndStep() {
    browser().show(one);
    filter("verdict", "wrong");
    browser().await("return [...document.querySelectorAll('.row .badge')].every((e) => e.textContent === '✗ wrong')");
    int wrong = Integer.parseInt(count().split(" ")[0]);
    filter("verdict", "");
    filter("reward-to", "0.5");
    awaitCount(wrong + " of");
    filter("finish", "length");
    browser().await("return [...document.querySelectorAll('.row')].every((e) => e.textContent.includes('truncated'))");
    filter("reward-to", "");
    awaitCount("180 of 720");
    filter("step-from", "60");
    awaitCount("3 of 720");
    filter("length-from", "20");
    awaitCount("0 of 720");
    browser().click("#filters button[type=reset]");
    awaitCount("720 rollouts");
  }

  @Test
  void rolloutsAreSortedByEveryOrder() {
    browser().show(one);
    filter("sort", "last step first");
    browser().await("return document.querySelector('.row .at').textContent === 'step 60'");
    filter("sort", "highest reward first");
    browser().await("return document.querySelector('.row .n').textContent === '1.1'");
    filter("sort", "lowest reward first");
    browser().await("return document.querySelector('.row .n').textContent === '0.1'");
    filter("sort", "by problem");
    browser().await("return new Set([...document.querySelectorAll('.row .id')].slice(0, 4).map((e) => e.textContent)).size === 1");
  }

  @Test
  void aProblemIsFollowedOverAllItsSteps() {
    browser().show(one);
    browser().click("#follow");
    browser().await("return document.querySelectorAll('#history .step').length === 60");
    assertThat(texts("#history .step summary").get(0)).matches("grpo, step 1: \\d of 4 correct, mean reward .*");
    assertThat(browser().run("return document.querySelectorAll('#history .step:nth-of-type(1) .bars i').length").asInt()).isEqualTo(4);
    browser().click("#history .step summary");
    browser().await("return document.querySelectorAll('#history .step:nth-of-type(1) .completion .tokens').length === 4");
    assertThat(texts("#history .prompt").get(0)).contains("Think first.");
  }

  @Test
  void twoStepsOfAProblemStandSideBySide() {
    browser().show(one);
    browser().click("#tab-steps");
    browser().await("return document.querySelectorAll('#left .completion').length === 4 && document.querySelectorAll('#right .completion').length === 4");
    assertThat(browser().run("""
        const left = document.getElementById('left').getBoundingClientRect();
        const right = document.getElementById('right').getBoundingClientRect();
        return left.right <= right.left && Math.abs(left.top - right.top) < 2;
        """).asBoolean()).isTrue();
    String before = texts("#left").get(0);
    browser().run("""
        const left = document.getElementById('left-step');
        left.selectedIndex = 30;
        left.dispatchEvent(new Event('change'));
        """);
    browser().await("return document.getElementById('left').textContent !== arguments[0]", before);
    assertThat(texts("#left-step option:checked").get(0)).startsWith("grpo, step 31: ");
  }

  @Test
  void tokensAreColouredByLogProbEntropyAdvantageAndClip() {
    browser().show(one);
    assertThat(toned("q")).isPositive();
    assertThat(browser().text("return document.querySelector('#detail .tokens span').title"))
        .matches("token 1 \\(id 100\\) · log-prob -0\\.\\d{3} · p 0\\.\\d+( · sampled at -0\\.\\d{3})? · entropy \\d\\.\\d{3} · advantage [+−]0\\.700");
    browser().run("const c = document.getElementById('colour'); c.value = 'advantage'; c.dispatchEvent(new Event('change'))");
    browser().await("return document.querySelectorAll('#detail .tokens span:is(.b2, .o2)').length === 19");
    browser().press("c");
    browser().await("return document.getElementById('colour').value === 'clip'");
    browser().await("return document.querySelector('#detail .tokens span:nth-of-type(3)').className === 'b3'");
    assertThat(browser().text("return document.querySelector('#detail .tokens span:nth-of-type(5)').className")).isEqualTo("o3");
    assertThat(browser().text("return document.querySelector('#detail .tokens span:nth-of-type(3)').title")).contains("clipped above");
    browser().run("const c = document.getElementById('colour'); c.value = 'entropy'; c.dispatchEvent(new Event('change'))");
    browser().await("return document.querySelectorAll('#detail .tokens span:is(.q1, .q2, .q3, .q4)').length > 8");
    assertThat(texts("#legend").get(0)).contains("nats");
    // The second group did not go through the network, and the page says so.
    filter("text", "");
    browser().click(".row:nth-child(6)");
    browser().await("return document.getElementById('detail').textContent.includes('The entropy was not recorded')");
  }

  private static int toned(String letter) {
    return browser().run("return document.querySelectorAll(`#detail .tokens span[class^=${arguments[0]}]`).length", letter).asInt();
  }

  @Test
  void aCurveShowsItsValuesUnderThePointerAndAtItsCursor() {
    browser().show(one);
    String drawing = "#figure-pass-at-1-arithmetic .drawing";
    browser().await("document.querySelector(arguments[0]).scrollIntoView(); return document.querySelector(arguments[0]).dataset.drawn === 'linear'", drawing);
    browser().point(drawing, 60, 0);
    browser().await("return !document.querySelector(arguments[0] + ' .readout').hidden", drawing);
    assertThat(texts(drawing + " .readout").get(0)).matches("step \\d+sampled: \\d+(\\.\\d+)? % \\(\\d.* to \\d.*%\\)greedy: .*");
    browser().run("document.querySelector(arguments[0]).focus()", drawing);
    browser().press(END);
    assertThat(texts(drawing + " .readout strong")).containsExactly("step 80");
    browser().press(ESCAPE);
    assertThat(browser().run("return document.querySelector(arguments[0] + ' .readout').hidden", drawing).asBoolean()).isTrue();
  }

  @Test
  void theScaleBecomesLogarithmicAndTheSmoothingChanges() {
    browser().show(one);
    String drawing = "#figure-entropy .drawing";
    browser().await("document.querySelector(arguments[0]).scrollIntoView(); return document.querySelector(arguments[0]).dataset.drawn === 'linear'", drawing);
    assertThat(browser().run("return document.querySelectorAll(arguments[0] + ' .each').length", drawing).asInt()).isEqualTo(1);
    String smooth = browser().text("return document.querySelector(arguments[0] + ' .curve').getAttribute('d')", drawing);
    browser().run("const s = document.getElementById('smoothing'); s.value = '0'; s.dispatchEvent(new Event('change'))");
    String raw = browser().text("return document.querySelector(arguments[0] + ' .curve').getAttribute('d')", drawing);
    assertThat(raw).isNotEqualTo(smooth);
    assertThat(browser().run("return document.querySelectorAll(arguments[0] + ' .each').length", drawing).asInt()).isZero();
    browser().press("l");
    assertThat(browser().text("return document.querySelector(arguments[0]).dataset.drawn", drawing)).isEqualTo("log");
    assertThat(browser().text("return document.querySelector(arguments[0] + ' .curve').getAttribute('d')", drawing)).isNotEqualTo(raw);
    assertThat(texts("#figure-loss .drawing .note")).allMatch(text -> text.contains("values of 0 or less are not on this scale"));
  }

  @Test
  void constantCurvesAndCurvesWithoutATrendAreFoldedAway() {
    browser().show(one);
    assertThat(texts("#folded-constant summary").get(0)).contains("Constant:", "Sampler against trainer", "Truncated");
    assertThat(texts("#folded-noise summary").get(0)).contains("Without a trend:", "Gradient norm");
    assertThat(browser().run("return document.getElementById('figure-truncated').checkVisibility()").asBoolean()).isFalse();
    assertThat(browser().run("return document.getElementById('figure-entropy').checkVisibility()").asBoolean()).isTrue();
    browser().click("#folded-constant summary");
    browser().await("document.getElementById('figure-truncated').scrollIntoView(); return document.querySelector('#figure-truncated .drawing').dataset.drawn === 'linear'");
  }

  @Test
  void darkColoursFollowTheSystemUntilTheReaderChooses() {
    browser().show(one);
    String background = "return getComputedStyle(document.body).backgroundColor";
    assertThat(browser().text(background)).isEqualTo("rgb(255, 255, 255)");
    browser().dark(true);
    browser().await(background + " === 'rgb(22, 24, 28)'");
    browser().press("d"); // dark
    browser().press("d"); // light
    assertThat(texts("#theme")).containsExactly("Theme: light");
    assertThat(browser().text(background)).isEqualTo("rgb(255, 255, 255)");
    browser().click("#theme");
    assertThat(texts("#theme")).containsExactly("Theme: automatic");
    assertThat(browser().text(background)).isEqualTo("rgb(22, 24, 28)");
  }

  @Test
  void everyViewIsReachedByKeys() {
    browser().show(one);
    String focused = "return document.activeElement.id || document.activeElement.name";
    browser().press("/");
    assertThat(browser().text(focused)).isEqualTo("text");
    browser().press("j"); // typed into the field
    assertThat(browser().text("return document.activeElement.value")).isEqualTo("j");
    filter("text", "");
    awaitCount("720 rollouts");
    browser().press(ESCAPE);
    browser().press("j");
    browser().press("j");
    assertThat(texts(".row[aria-selected=true] .at")).hasSize(1);
    assertThat(browser().text("return document.querySelector('.row[aria-selected=true]').dataset.at")).isEqualTo("2");
    browser().press("k");
    browser().run("document.getElementById('list').focus()");
    browser().press(DOWN);
    assertThat(browser().text("return document.getElementById('list').getAttribute('aria-activedescendant')")).isEqualTo("row-2");
    browser().press(END);
    assertThat(browser().text("return document.querySelector('.row[aria-selected=true]').dataset.at")).isEqualTo("719");
    browser().press(ENTER);
    assertThat(browser().text(focused)).isEqualTo("detail");
    browser().press("p");
    browser().await("return !document.getElementById('view-problem').hidden");
    browser().press("3");
    assertThat(browser().text(focused)).isEqualTo("tab-steps");
    browser().press(RIGHT);
    assertThat(browser().text(focused)).isEqualTo("tab-all");
    browser().run("document.querySelector('#detail .tokens').focus()");
    browser().press(RIGHT);
    browser().press(RIGHT);
    assertThat(texts("#tip").get(0)).startsWith("token 2 (id 101)");
    browser().press("?");
    assertThat(browser().run("return document.getElementById('help').open").asBoolean()).isTrue();
    browser().press(ESCAPE);
    assertThat(browser().run("return document.getElementById('help').open").asBoolean()).isFalse();
  }

  @Test
  void theFocusIsVisibleWhereverTheTabKeyLeads() {
    browser().show(one);
    int seen = 0;
    for (int i = 0; i < 25; i++) {
      browser().press(TAB);
      JsonNode at = browser().run("""
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
    browser().press(TAB, Optional.of(SHIFT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "problem", "steps"})
  void nothingIsWiderThanANarrowScreen(String tab) {
    browser().size(390, 844);
    for (Path page : List.of(one, several)) {
      browser().show(page);
      browser().click("#tab-" + tab);
      browser().run("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
      assertThat(browser().run("""
          const wide = [...document.querySelectorAll('body *')].filter((e) =>
            e.getBoundingClientRect().right > 391 && !e.closest('.scroll, .recipe, .prompt'));
          return [document.documentElement.scrollWidth, wide.map((e) => e.outerHTML.slice(0, 90))];
          """).toString()).isEqualTo("[390,[]]");
    }
  }

  @Test
  void everyControlHasAName() {
    browser().show(several);
    browser().click("#tab-problem");
    assertThat(browser().run("""
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
    browser().dark(dark);
    browser().show(one);
    for (String colour : List.of("logprob", "entropy", "advantage", "clip")) {
      browser().run("const c = document.getElementById('colour'); c.value = arguments[0]; c.dispatchEvent(new Event('change'))", colour);
      browser().await("return document.querySelectorAll('#detail .tokens span').length === 19");
      assertThat(browser().run(Files.readString(Path.of("src/test/resources/io/gradus/experiments/report/contrast.js"))).toString())
          .as("texts with a contrast below 4.5, coloured by " + colour)
          .isEqualTo("[]");
    }
  }

  @Test
  void theHeaderSaysWhatRanWhenAndHowLong() {
    browser().show(one);
    assertThat(texts(".run-facts div"))
        .extracting(text -> text.strip().replaceAll("\\s+", " "))
        .containsExactly(
            "ModeldecoderX".replace("X", " from random weights: 3 layers, width 96"),
            "Methodsft → grpo (standardized)",
            "Started2026-11-29 22:15:00 UTC",
            "Duration3 min 7 s",
            "Statusfinished after 80 steps",
            "Rollouts720");
    browser().show(several);
    assertThat(texts(".run-facts div")).contains("Statusno result: 60 steps were logged");
  }

  @Test
  void aComparisonShowsWhatDiffersInTheRecipes() {
    browser().show(several);
    assertThat(texts(".differences tbody tr"))
        .extracting(text -> text.strip().replaceAll("\\s+", " "))
        .containsExactly("seed12", "stages[1].plan.steps6040");
    filter("run", "second");
    awaitCount("480 of 1,200");
    assertThat(texts("#detail h3").get(0)).startsWith("second: grpo, step 1");
  }

  @Test
  void hostileTextIsShownAndNeverRuns() {
    browser().console();
    browser().show(hostile);
    browser().click("#follow");
    browser().await("return document.querySelectorAll('#history .completion').length > 0");
    browser().press("3");
    browser().press("1");
    assertThat(texts("#detail .tokens").get(0)).contains("</script><script>alert(1)</script><img src=x onerror=alert(2)>", "[U+202E]", "[U+7]".replace("7", "0007"));
    assertThat(browser().run("return document.querySelectorAll('img, iframe, object, #inspector script').length").asInt()).isZero();
    assertThat(browser().run("return [...document.querySelectorAll('script')].filter((s) => s.type !== 'text/plain').length").asInt()).isEqualTo(1);
    // Also a script that gets into the page does not run.
    browser().run("""
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        const holder = document.createElement('div');
        holder.innerHTML = '<img src=x onerror="window.ran = true">';
        document.body.append(holder);
        """);
    assertThat(browser().run("return window.ran === undefined").asBoolean()).isTrue();
    assertThat(browser().console()).allMatch(line -> line.contains("Content Security Policy"));
  }

  @Test
  void thePageRequestsNothing() {
    browser().console();
    browser().show(one);
    browser().click("#tab-problem");
    assertThat(browser().run("return performance.getEntriesByType('resource').length").asInt()).isZero();
    assertThat(browser().console()).isEmpty();
  }

  @Test
  void aHundredThousandRolloutsOpenInThreeSeconds() throws IOException {
    Path run = FakeRun.in(folder.resolve("large"), 4).steps(0, 20).groups(32, 8).write();
    Path rollouts = run.resolve("rollouts/1-grpo");
    for (int step = 21; step <= 400; step++) {
      for (String kind : List.of("step", "updates")) {
        Files.copy(
            rollouts.resolve("%s-%06d.jsonl.gz".formatted(kind, (step - 1) % 20 + 1)),
            rollouts.resolve("%s-%06d.jsonl.gz".formatted(kind, step)));
      }
    }
    Path page = Report.of(List.of(run)).write(folder.resolve("large-report"));
    long ready = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      browser().show(page);
      ready = Math.min(ready, browser().run("return Number(document.documentElement.dataset.ready)").asLong());
    }
    System.out.printf("100,000 rollouts: %d ms, %d bytes%n", ready, Files.size(page));
    assertThat(count()).isEqualTo("102,400 rollouts");
    assertThat(ready).isLessThan(3000);
    assertThat(browser().run("return document.querySelectorAll('.row').length").asInt()).isLessThan(60);
    browser().run("document.getElementById('list').focus()");
    browser().press(END);
    browser().await("return document.querySelector('.row[aria-selected=true] .at').textContent === 'step 400'");
    filter("verdict", "wrong");
    filter("sort", "by problem");
    browser().await("return document.querySelector('.row .badge').textContent === '✗ wrong'");
  }
}
