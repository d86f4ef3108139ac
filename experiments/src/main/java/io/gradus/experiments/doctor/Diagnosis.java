package io.gradus.experiments.doctor;

import io.gradus.experiments.recipe.Recipe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All findings about a recipe or run, the worst first.
 *
 * @param subject the file or run directory
 */
public record Diagnosis(String subject, List<Finding> findings) {
  private static final int WIDTH = 100;

  public Diagnosis {
    findings = findings.stream().sorted(Comparator.comparing(Finding::severity)).toList();
  }

  /** Runs all checks. */
  public static Diagnosis of(String name, Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Check check : Checks.all()) {
      subject.stop().check();
      findings.addAll(check.examine(subject));
    }
    return new Diagnosis(name, findings);
  }

  /**
   * Faults, warnings and notes about the settings of a recipe alone.
   *
   * @param name the recipe's file
   */
  public static Diagnosis ofSettings(String name, Recipe recipe) {
    List<Finding> findings = new ArrayList<>();
    for (Check check : Checks.ofSettings()) {
      findings.addAll(check.examine(Subject.settings(recipe)));
    }
    findings.removeIf(finding -> finding.severity() == Severity.OK);
    return new Diagnosis(name, findings);
  }

  /** Returns one line for each finding, the worst first: {@code fault: stages[0].plan.group-size: ...}. */
  public List<String> lines() {
    return findings.stream()
        .map(f -> "%s: %s: %s%s"
            .formatted(
                f.severity().label(),
                f.where(),
                f.what(),
                f.remedy().isEmpty() ? "" : ". " + f.remedy()))
        .toList();
  }

  /** Diagnosis of a recipe that cannot be read. Each line of the message is a fault. */
  public static Diagnosis ofMistake(String name, String message) {
    // A line that begins with a blank continues the line before it.
    return new Diagnosis(
        name,
        message
            .replaceAll("\n[ \t]+", " ")
            .lines()
            .map(line -> new Finding(
                Severity.FAULT,
                "recipe",
                line.substring(place(name, line).length()).replaceFirst("^: ", ""),
                place(name, line).isEmpty() ? name : place(name, line),
                "Fix the fault, then run doctor again."))
            .toList());
  }

  /** Beginning of a line about a file, such as {@code my.yaml:19:47}; or empty. */
  private static String place(String name, String line) {
    Matcher place = Pattern.compile(Pattern.quote(name) + "(:\\d+)*(?=: )").matcher(line);
    return place.lookingAt() ? place.group() : "";
  }

  /** Returns the number of findings with a severity. */
  public long count(Severity severity) {
    return findings.stream().filter(f -> f.severity() == severity).count();
  }

  /** Returns whether there is no fault. */
  public boolean fit() {
    return count(Severity.FAULT) == 0;
  }

  /** Returns the diagnosis as JSON. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("subject", subject);
    fields.put("faults", count(Severity.FAULT));
    fields.put("warnings", count(Severity.WARNING));
    fields.put("notes", count(Severity.NOTE));
    fields.put("ok", count(Severity.OK));
    fields.put("findings", findings.stream().map(Finding::fields).toList());
    return fields;
  }

  /** Returns a human-readable page. */
  public String page() {
    StringBuilder page =
        new StringBuilder(subject).append(": ").append(summary()).append('\n');
    Optional<Severity> group = Optional.empty();
    for (Finding finding : findings) {
      if (!group.equals(Optional.of(finding.severity()))) {
        group = Optional.of(finding.severity());
        page.append('\n').append(finding.severity().name()).append('\n');
      }
      if (finding.severity() != Severity.OK) {
        String place = finding.where().isEmpty() ? "" : finding.where() + ": ";
        append(page, "  %-14s ".formatted(finding.check()), place + finding.what());
        if (!finding.remedy().isEmpty()) {
          append(page, " ".repeat(17) + "-> ", finding.remedy());
        }
      }
    }
    wellOnes()
        .forEach((check, ones) -> append(
            page,
            "  %-14s ".formatted(check),
            ones.get(0).what()
                + (ones.size() == 1 ? "" : "; and %d more".formatted(ones.size() - 1))));
    return page.toString().stripTrailing();
  }

  /** Findings that are in order, by check. The page has one line for each check. */
  private Map<String, List<Finding>> wellOnes() {
    return findings.stream()
        .filter(f -> f.severity() == Severity.OK)
        .collect(Collectors.groupingBy(Finding::check, LinkedHashMap::new, Collectors.toList()));
  }

  private String summary() {
    return fit() && count(Severity.WARNING) == 0
        ? "nothing needs fixing (%s)".formatted(counted(Severity.NOTE))
        : "%s, %s, %s"
            .formatted(counted(Severity.FAULT), counted(Severity.WARNING), counted(Severity.NOTE));
  }

  /** {@code 1 fault}, {@code 2 faults}. */
  private String counted(Severity severity) {
    return "%d %s%s".formatted(count(severity), severity.label(), count(severity) == 1 ? "" : "s");
  }

  /** A paragraph with a hanging indent, broken at blanks. */
  private static void append(StringBuilder page, String head, String text) {
    StringBuilder line = new StringBuilder(head);
    List<String> lines = new ArrayList<>();
    for (String word : text.split(" +", -1)) {
      if (line.length() > head.length() && line.length() + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(head.length()));
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString());
    page.append(lines.stream().map(String::stripTrailing).collect(Collectors.joining("\n")))
        .append('\n');
  }
}
