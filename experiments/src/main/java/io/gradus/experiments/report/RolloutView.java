package io.gradus.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prepares rollouts for the page: shortened to a reasonable size, and with harmless characters only. */
final class RolloutView {
  /** Number of groups of a step that are shown. */
  static final int GROUPS = 4;

  private static final int COMPLETIONS = 16;
  private static final int PROMPT = 3_000;

  /** Largest number of tokens of a report; each takes some 50 bytes of the page. */
  private static final int TOKENS = 60_000;

  private static final int MOST_TOKENS = 400;
  private static final int FEWEST_TOKENS = 60;
  private static final double[] BOUNDS = {0.9, 0.5, 0.1, 0.01};

  private final int tokensEach;

  /** View whose runs share the number of tokens of a report. */
  RolloutView(List<RecordedRun> runs) {
    long completions = runs.stream()
        .flatMap(r -> r.rollouts().stream())
        .flatMap(s -> s.groups().stream())
        .mapToLong(g -> Math.min(COMPLETIONS, g.size()))
        .sum();
    tokensEach =
        (int) Math.max(FEWEST_TOKENS, Math.min(MOST_TOKENS, TOKENS / Math.max(1, completions)));
  }

  /** Steps of a run. The last one is unfolded, because it shows what the policy has learned. */
  List<Page.Step> steps(RecordedRun run) {
    List<Page.Step> steps = new ArrayList<>();
    for (RolloutSample sample : run.rollouts()) {
      List<Rollout> all = sample.groups().stream().flatMap(List::stream).toList();
      long correct = all.stream().filter(r -> r.verdict().equals("correct")).count();
      double reward = all.stream().mapToDouble(Rollout::reward).average().orElse(Double.NaN);
      steps.add(new Page.Step(
          "%s, step %,d".formatted(inert(sample.stage()), sample.step()),
          all.isEmpty()
              ? "nothing recorded"
              : "%d of %d groups: %d of %d completions correct, mean reward %s"
                  .formatted(
                      sample.groups().size(),
                      sample.recordedGroups(),
                      correct,
                      all.size(),
                      shown(reward)),
          steps.size() == run.rollouts().size() - 1,
          sample.groups().stream().map(this::group).toList()));
    }
    return steps;
  }

  private Page.Group group(List<Rollout> group) {
    Rollout first = group.get(0);
    return new Page.Group(
        inert(first.problemId()),
        inert(cut(first.prompt(), PROMPT)),
        inert(cut(first.answer(), PROMPT)),
        group.stream().limit(COMPLETIONS).map(this::completion).toList(),
        group.size() > COMPLETIONS
            ? "The first %d of the group's %d completions.".formatted(COMPLETIONS, group.size())
            : "");
  }

  private Page.Completion completion(Rollout rollout) {
    int length = rollout.tokens().size();
    boolean byTokens = length > 0;
    boolean correct = rollout.verdict().equals("correct");
    boolean unjudged = rollout.verdict().equals("unjudged");
    String finish = rollout.finish().toLowerCase(Locale.ROOT).equals("length") ? ", truncated" : "";
    int most = tokensEach * 5;
    String missing = byTokens
        ? length > tokensEach ? "… %,d more tokens".formatted(length - tokensEach) : ""
        : rollout.completion().length() > most
            ? "… %,d more characters".formatted(rollout.completion().length() - most)
            : "";
    return new Page.Completion(
        inert(rollout.verdict().replace('_', ' ')),
        correct ? "good" : unjudged ? "other" : "bad",
        correct ? "✓" : unjudged ? "·" : "✗",
        shown(rollout.reward()),
        Double.isNaN(rollout.advantage()) ? "" : "%+.3f".formatted(rollout.advantage()),
        (byTokens
                ? "%,d tokens".formatted(length)
                : "%,d characters".formatted(rollout.completion().length()))
            + finish,
        !rollout.used(),
        rollout.terms().entrySet().stream()
            .map(t -> inert(t.getKey()) + " " + shown(t.getValue()))
            .collect(Collectors.joining(", ")),
        inert(cut(rollout.why(), PROMPT)),
        inert(cut(rollout.extracted(), PROMPT)),
        rollout.tokens().stream().limit(tokensEach).map(RolloutView::token).toList(),
        byTokens ? "" : inert(cut(rollout.completion(), most)),
        missing);
  }

  private static Page.Token token(Rollout.Token token) {
    double p = Math.exp(token.logProb());
    int tone = 0;
    while (tone < BOUNDS.length && p < BOUNDS[tone]) {
      tone++;
    }
    String tip = String.format(Locale.ROOT, "%.3f · p %.3g", token.logProb(), p);
    if (Math.abs(token.samplingLogProb() - token.logProb()) > 5e-4) {
      tip += String.format(Locale.ROOT, " · sampled at %.3f", token.samplingLogProb());
    }
    if (token.id() >= 0) {
      tip += " · token " + token.id();
    }
    return new Page.Token(visible(token.text()), tone == 0 ? "" : "p" + tone, "log-prob " + tip);
  }

  /** Text as from {@link #inert}, with visible line ends and tabs, because these are tokens too. */
  private static String visible(String token) {
    return inert(token).replace("\n", "↵\n").replace("\t", "⇥\t");
  }

  /**
   * Text with visible control characters and visible marks of the writing direction, because a completion could use
   * them to falsify the page.
   */
  static String inert(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().forEach(c -> {
      if (c == '\n' || c == '\t') {
        shown.appendCodePoint(c);
      } else if (Character.isISOControl(c)
          || Character.getType(c) == Character.FORMAT
          || Character.getType(c) == Character.SURROGATE) {
        shown.append(String.format(Locale.ROOT, "[U+%04X]", c));
      } else {
        shown.appendCodePoint(c);
      }
    });
    return shown.toString();
  }

  private static String cut(String text, int most) {
    return text.length() <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, most))) + " …";
  }

  private static String shown(double value) {
    return Double.isNaN(value) ? "–" : Figure.number(value);
  }
}
