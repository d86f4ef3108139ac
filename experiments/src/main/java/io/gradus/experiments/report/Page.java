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
    List<Folded> folded,
    String curves,
    boolean pictures,
    boolean sampled,
    boolean differing,
    List<Difference> differences,
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
  record Drawn(
      String name,
      String title,
      String description,
      String svg,
      List<Legend> legend,
      String caption) {}

  /** An entry of a figure's legend, with the index of its colour in the palette. */
  record Legend(String label, int colour, String dashes) {}

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

  /** Curves in which nothing can be seen, folded away. */
  record Folded(String name, String title, String names, List<Drawn> figures) {}

  /** The part of the page about one run. */
  record Run(
      int number,
      String name,
      String summary,
      List<Fact> facts,
      String index,
      List<Chunk> chunks,
      String missing,
      String recipe,
      boolean known,
      List<Fact> provenance) {}

  /** A compressed part of the rollouts. */
  record Chunk(int runNumber, int number, String data) {}

  /** A fact about a run. */
  record Fact(String key, String value) {}

  /** A key on which the runs' recipes disagree. */
  record Difference(String key, List<String> values) {}
}
