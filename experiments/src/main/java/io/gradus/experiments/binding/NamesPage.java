package io.gradus.experiments.binding;

import java.util.List;

/** Writes docs/names.md from {@link ForeignNames}. */
public final class NamesPage {
  private NamesPage() {}

  /** Returns the page as Markdown, with a line feed at its end. */
  public static String of(ForeignNames names) {
    StringBuilder page = new StringBuilder("""
        # Names of other trainers

        The key of a recipe that corresponds to a name of TRL, PEFT, verl or OpenRLHF. A recipe that contains one of these
        names gets the answer in the error message. `gradus explain NAME` prints it too. This page is generated:
        `gradus explain --names`.
        """);
    List<String> trainers =
        names.rows().stream().map(ForeignNames.Row::trainer).distinct().toList();
    for (String trainer : trainers) {
      boolean before = trainer.equals(ForeignNames.BEFORE);
      page.append("\n## %s\n\n".formatted(before ? "Renamed keys of Gradus" : trainer));
      page.append("| %s | Gradus | note |\n|---|---|---|\n".formatted(before ? "before" : trainer));
      names.rows().stream()
          .filter(row -> row.trainer().equals(trainer))
          .forEach(row -> page.append("| `%s` | %s | %s |\n"
              .formatted(
                  row.name(),
                  row.ours().map(ours -> "`" + ours + "`").orElse("none"),
                  row.note())));
    }
    return page.toString();
  }
}
