package io.gradus.experiments.binding;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The names that TRL, verl and OpenRLHF give to keys of a recipe, and our own renamed keys. The table {@code names.txt}
 * is the source of the messages and of docs/names.md.
 */
public final class ForeignNames {
  /** Name in the trainer's column that marks a renamed key of Gradus. */
  static final String BEFORE = "before";

  private static final String NONE = "-";

  private final List<Row> rows;

  private ForeignNames(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /**
   * A line of the table.
   *
   * @param ours path of our key; empty if there is none
   * @param note one sentence or more, or an empty text
   */
  public record Row(String trainer, String name, Optional<String> ours, String note) {
    private String words() {
      String subject =
          trainer.equals(BEFORE) ? "It was renamed" : "%s's '%s'".formatted(trainer, name);
      String verb = trainer.equals(BEFORE) ? " to '%s'." : " is '%s' here.";
      return subject
          + ours.map(verb::formatted).orElse(" has no counterpart.")
          + (note.isEmpty() ? "" : " " + note);
    }
  }

  /** Loads the table of foreign and renamed keys that this version ships with. */
  public static ForeignNames load() {
    try (InputStream in =
        Objects.requireNonNull(ForeignNames.class.getResourceAsStream("names.txt"))) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a table. */
  static ForeignNames parse(String table) {
    List<Row> rows = new ArrayList<>();
    table.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
      String[] cells = line.split(" \\| ", 4);
      if (cells.length < 3) {
        throw new IllegalArgumentException("names: three cells or four, but is: " + line);
      }
      rows.add(new Row(
          cells[0],
          cells[1],
          Optional.of(cells[2]).filter(ours -> !ours.equals(NONE)),
          cells.length == 4 ? cells[3] : ""));
    });
    return new ForeignNames(rows);
  }

  public List<Row> rows() {
    return rows;
  }

  /**
   * Returns the remedy for an unknown key: each distinct text of the rows whose name has the longest common end with
   * the key.
   *
   * @param path of the key in the recipe, such as {@code stages[0].plan.num_generations}
   * @return sentences; empty if the table has no such name
   */
  public Optional<String> remedy(String path) {
    String[] asked = steps(path);
    int longest = 0;
    Set<String> answers = new LinkedHashSet<>();
    for (Row row : rows) {
      int common = commonEnd(asked, steps(row.name()));
      // A single short name such as 'n' or 'path' is ambiguous.
      boolean telling = common > 1 || asked[asked.length - 1].length() > 1;
      if (common == 0 || !telling || common < longest) {
        continue;
      }
      if (common > longest) {
        longest = common;
        answers.clear();
      }
      answers.add(row.words());
    }
    return answers.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", answers));
  }

  private static String[] steps(String path) {
    return path.replaceAll("\\[[0-9]*\\]", "")
        .replace('-', '_')
        .toLowerCase(Locale.ROOT)
        .split("\\.", -1);
  }

  private static int commonEnd(String[] a, String[] b) {
    int common = 0;
    while (common < Math.min(a.length, b.length)
        && a[a.length - 1 - common].equals(b[b.length - 1 - common])) {
      common++;
    }
    return common;
  }
}
