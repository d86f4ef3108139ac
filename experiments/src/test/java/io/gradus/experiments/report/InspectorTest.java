package io.gradus.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rollouts of a report's page in a real browser. */
class InspectorTest {
  private static final String ESCAPE = "\ue00c";
  private static final String RIGHT = "\ue014";
  private static final String DOWN = "\ue015";
  private static final String END = "\ue010";
  private static final String ENTER = "\ue007";

  @TempDir
  private static Path folder;

  private static Browser browser = Browser.closed();
  private static Path one = Path.of("");
  private static Path hostile = Path.of("");

  @BeforeAll
  static void writeReports() throws IOException {
    browser = Browser.open(Files.createDirectories(folder.resolve("profile")));
    Path a = FakeRun.in(folder.resolve("first"), 1).steps(20, 60).finished().write();
    one = Report.of(List.of(a)).write(folder.resolve("one"));
    Path attack = FakeRun.in(folder.resolve("attack"), 3).steps(2, 4).hostile().write();
    hostile = Report.of(List.of(attack)).write(folder.resolve("hostile"));
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
  void aSearchFindsTextInsideCompletions() {
    browser.show(one);
    assertThat(browser.count()).isEqualTo("720 rollouts");
    // The text crosses the borders of tokens.
    String said = browser.texts("#detail .tokens").get(0).replace("↵\n", "\n");
    String inside = said.substring(said.indexOf("<answer>"), said.indexOf("</answer>"));
    browser.type("input[name=text]", inside);
    browser.await(
        "return /^\\d+ of 720 rollouts$/.test(document.getElementById('count').textContent)");
    assertThat(Integer.parseInt(browser.count().replaceFirst(" .*", ""))).isBetween(1, 400);
    browser.await(
        "return document.querySelector('#detail .tokens').textContent.includes(arguments[0])",
        inside);
    assertThat(browser.texts(".row .excerpt"))
        .isNotEmpty()
        .allSatisfy(text ->
            assertThat(text).contains(inside.substring("<answer>".length()).strip()));
    browser.filter("text", "no completion says this");
    browser.awaitCount("0 of 720 rollouts");
    assertThat(browser.texts("#detail")).containsExactly("No rollout matches the filter.");
  }

  @Test
  void rolloutsAreFilteredByVerdictRewardLengthStopReasonAndStep() {
    browser.show(one);
    browser.filter("verdict", "wrong");
    browser.await(
        "return [...document.querySelectorAll('.row .badge')].every((e) => e.textContent === '✗ wrong')");
    int wrong = Integer.parseInt(browser.count().replaceFirst(" .*", ""));
    browser.filter("verdict", "");
    browser.filter("reward-to", "0.5");
    browser.awaitCount(wrong + " of");
    browser.filter("finish", "length");
    browser.await(
        "return [...document.querySelectorAll('.row')].every((e) => e.textContent.includes('truncated'))");
    browser.filter("reward-to", "");
    browser.awaitCount("180 of 720");
    browser.filter("step-from", "60");
    browser.awaitCount("3 of 720");
    browser.filter("length-from", "20");
    browser.awaitCount("0 of 720");
    browser.click("#filters button[type=reset]");
    browser.awaitCount("720 rollouts");
  }

  @Test
  void rolloutsAreSortedByEveryOrder() {
    browser.show(one);
    browser.filter("sort", "last step first");
    browser.await("return document.querySelector('.row .at').textContent === 'step 60'");
    browser.filter("sort", "highest reward first");
    browser.await("return document.querySelector('.row .n').textContent === '1.1'");
    browser.filter("sort", "lowest reward first");
    browser.await("return document.querySelector('.row .n').textContent === '0.1'");
    browser.filter("sort", "by problem");
    browser.await(
        "return new Set([...document.querySelectorAll('.row .id')].slice(0, 4).map((e) => e.textContent)).size === 1");
  }

  @Test
  void aProblemIsFollowedOverAllItsSteps() {
    browser.show(one);
    browser.click("#follow");
    browser.await("return document.querySelectorAll('#history .step').length === 60");
    assertThat(browser.texts("#history .step summary").get(0))
        .matches("grpo, step 1: \\d of 4 correct, mean reward .*");
    assertThat(browser
            .run("return document.querySelectorAll('#history .step:nth-of-type(1) .bars i').length")
            .asInt())
        .isEqualTo(4);
    browser.click("#history .step summary");
    browser.await(
        "return document.querySelectorAll('#history .step:nth-of-type(1) .completion .tokens').length === 4");
    assertThat(browser.texts("#history .prompt").get(0)).contains("Think first.");
  }

  @Test
  void twoStepsOfAProblemStandSideBySide() {
    browser.show(one);
    browser.click("#tab-steps");
    browser.await(
        "return document.querySelectorAll('#left .completion').length === 4 && document.querySelectorAll('#right .completion').length === 4");
    assertThat(browser.run("""
        const left = document.getElementById('left').getBoundingClientRect();
        const right = document.getElementById('right').getBoundingClientRect();
        return left.right <= right.left && Math.abs(left.top - right.top) < 2;
        """).asBoolean()).isTrue();
    String before = browser.texts("#left").get(0);
    browser.run("""
        const left = document.getElementById('left-step');
        left.selectedIndex = 30;
        left.dispatchEvent(new Event('change'));
        """);
    browser.await("return document.getElementById('left').textContent !== arguments[0]", before);
    assertThat(browser.texts("#left-step option:checked").get(0)).startsWith("grpo, step 31: ");
  }

  @Test
  void tokensAreColouredByLogProbEntropyAdvantageAndClip() {
    browser.show(one);
    assertThat(toned("q")).isPositive();
    assertThat(browser.text("return document.querySelector('#detail .tokens span').title"))
        .matches(
            "token 1 \\(id 100\\) · log-prob -0\\.\\d{3} · p 0\\.\\d+( · sampled at -0\\.\\d{3})? · entropy \\d\\.\\d{3} · advantage [+−]0\\.700");
    browser.run(
        "const c = document.getElementById('colour'); c.value = 'advantage'; c.dispatchEvent(new Event('change'))");
    browser.await(
        "return document.querySelectorAll('#detail .tokens span:is(.b2, .o2)').length === 19");
    browser.press("c");
    browser.await("return document.getElementById('colour').value === 'clip'");
    browser.await(
        "return document.querySelector('#detail .tokens span:nth-of-type(3)').className === 'b3'");
    assertThat(browser.text(
            "return document.querySelector('#detail .tokens span:nth-of-type(5)').className"))
        .isEqualTo("o3");
    assertThat(browser.text(
            "return document.querySelector('#detail .tokens span:nth-of-type(3)').title"))
        .contains("clipped above");
    browser.run(
        "const c = document.getElementById('colour'); c.value = 'entropy'; c.dispatchEvent(new Event('change'))");
    browser.await(
        "return document.querySelectorAll('#detail .tokens span:is(.q1, .q2, .q3, .q4)').length > 8");
    assertThat(browser.texts("#legend").get(0)).contains("nats");
    // The second group did not go through the network, and the page says so.
    browser.filter("text", "");
    browser.click(".row:nth-child(6)");
    browser.await(
        "return document.getElementById('detail').textContent.includes('The entropy was not recorded')");
  }

  private static int toned(String letter) {
    return browser
        .run(
            "return document.querySelectorAll(`#detail .tokens span[class^=${arguments[0]}]`).length",
            letter)
        .asInt();
  }

  @Test
  void everyViewIsReachedByKeys() {
    browser.show(one);
    String focused = "return document.activeElement.id || document.activeElement.name";
    browser.press("/");
    assertThat(browser.text(focused)).isEqualTo("text");
    browser.press("j"); // typed into the field
    assertThat(browser.text("return document.activeElement.value")).isEqualTo("j");
    browser.awaitCount("0 of 720");
    browser.filter("text", "");
    browser.awaitCount("720 rollouts");
    browser.press(ESCAPE);
    browser.press("j");
    browser.press("j");
    assertThat(browser.texts(".row[aria-selected=true] .at")).hasSize(1);
    assertThat(browser.text("return document.querySelector('.row[aria-selected=true]').dataset.at"))
        .isEqualTo("2");
    browser.press("k");
    browser.run("document.getElementById('list').focus()");
    browser.press(DOWN);
    assertThat(browser.text(
            "return document.getElementById('list').getAttribute('aria-activedescendant')"))
        .isEqualTo("row-2");
    browser.press(END);
    assertThat(browser.text("return document.querySelector('.row[aria-selected=true]').dataset.at"))
        .isEqualTo("719");
    browser.press(ENTER);
    assertThat(browser.text(focused)).isEqualTo("detail");
    browser.press("p");
    browser.await("return !document.getElementById('view-problem').hidden");
    browser.press("3");
    assertThat(browser.text(focused)).isEqualTo("tab-steps");
    browser.press(RIGHT);
    assertThat(browser.text(focused)).isEqualTo("tab-all");
    browser.run("document.querySelector('#detail .tokens').focus()");
    browser.press(RIGHT);
    browser.press(RIGHT);
    assertThat(browser.texts("#tip").get(0)).startsWith("token 2 (id 101)");
    browser.press("?");
    assertThat(browser.run("return document.getElementById('help').open").asBoolean())
        .isTrue();
    browser.press(ESCAPE);
    assertThat(browser.run("return document.getElementById('help').open").asBoolean())
        .isFalse();
  }

  @Test
  void hostileTextIsShownAndNeverRuns() {
    browser.console();
    browser.show(hostile);
    browser.click("#follow");
    browser.await("return document.querySelectorAll('#history .completion').length > 0");
    browser.press("3");
    browser.press("1");
    assertThat(browser.texts("#detail .tokens").get(0))
        .contains(
            "</script><script>alert(1)</script><img src=x onerror=alert(2)>",
            "[U+202E]",
            "[U+0007]");
    assertThat(browser
            .run(
                "return document.querySelectorAll('img, iframe, object, #inspector script').length")
            .asInt())
        .isZero();
    assertThat(browser
            .run(
                "return [...document.querySelectorAll('script')].filter((s) => s.type !== 'text/plain').length")
            .asInt())
        .isEqualTo(1);
    // Also a script that gets into the page does not run.
    browser.run("""
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        const holder = document.createElement('div');
        holder.innerHTML = '<img src=x onerror="window.ran = true">';
        document.body.append(holder);
        """);
    assertThat(browser.run("return window.ran === undefined").asBoolean()).isTrue();
    assertThat(browser.console()).allMatch(line -> line.contains("Content Security Policy"));
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
      browser.show(page);
      ready = Math.min(
          ready,
          browser.run("return Number(document.documentElement.dataset.ready)").asLong());
    }
    System.out.printf("100,000 rollouts: %d ms, %d bytes%n", ready, Files.size(page));
    assertThat(browser.count()).isEqualTo("102,400 rollouts");
    assertThat(ready).isLessThan(3000);
    assertThat(browser.run("return document.querySelectorAll('.row').length").asInt())
        .isLessThan(60);
    browser.run("document.getElementById('list').focus()");
    browser.press(END);
    browser.await(
        "return document.querySelector('.row[aria-selected=true] .at').textContent === 'step 400'");
    browser.filter("verdict", "wrong");
    browser.filter("sort", "by problem");
    browser.await("return document.querySelector('.row .badge').textContent === '✗ wrong'");
  }
}
