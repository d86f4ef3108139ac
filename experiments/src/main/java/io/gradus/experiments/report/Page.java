package io.gradus.experiments.report;

import java.util.List;

/**
 * Data of the template {@code report.mustache}. Texts are not escaped yet, because the template escapes them. The
 * template leaves out the places of empty texts and lists.
 */
record Page(
    String title,
    String css,
    String script,
    String scriptHash,
    boolean comparison,
    boolean troubled,
    List<Warning> warnings,
    List<Headline> headlines,
    List<Drawn> evaluationFigures,
    boolean evaluated,
    List<Row> evaluations,
    List<Drawn> metricFigures,
    boolean pictures,
    boolean sampled,
    List<Run> runs) {

  /** A warning that a reader must know before trusting the run. */
  record Warning(String text, String when) {}

  /** pass@1 of one benchmark and mode, before training on rewards and at the end. */
  record Headline(
      boolean leading,
      String what,
      String before,
      String beforeInterval,
      String after,
      String afterInterval,
      String judgement,
      String basis,
      String lengths) {}

  /** A figure with its drawing. Only {@code svg} is markup. */
  record Drawn(String title, String description, String svg, List<Legend> legend, String caption) {}

  /** An entry of a figure's legend. */
  record Legend(String label, String colour, String dashes) {}

  /** An evaluation as a row of the table. */
  record Row(
      String run,
      String stage,
      String step,
      String benchmark,
      String mode,
      String pass,
      String interval,
      String size,
      String length,
      String truncated,
      String further) {}

  /** The part of the page about one run. */
  record Run(
      String name,
      String summary,
      List<Step> steps,
      String recipe,
      boolean known,
      List<Fact> provenance) {}

  /** An entry of the provenance. */
  record Fact(String key, String value) {}

  /** A step whose rollouts are shown. */
  record Step(String what, String shown, boolean open, List<Group> groups) {}

  /** The completions of one problem. */
  record Group(
      String problem, String prompt, String answer, List<Completion> completions, String cut) {}

  /** A completion: its tokens, or its text if the tokens are unknown. */
  record Completion(
      String verdict,
      String tone,
      String mark,
      String reward,
      String advantage,
      String size,
      boolean unused,
      String terms,
      String why,
      String extracted,
      List<Token> tokens,
      String text,
      String cut) {}

  /** A token with its tooltip. */
  record Token(String text, String tone, String tip) {}
}
