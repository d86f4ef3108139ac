package io.gradus.experiments.binding;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The names that TRL, PEFT, verl and OpenRLHF give to keys of a recipe, and our own renamed keys. The table {@code names.txt}
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
   * Returns the remedy for an unknown key: the text of the rows whose name has the longest common end with the key,
   * once for each of our keys.
   *
   * @param path of the key in the recipe, such as {@code stages[0].plan.num_generations}
   * @return sentences; empty if the table has no such name
   */
  public Optional<String> remedy(String path) {
    List<Row> answers = answers(path);
    return answers.isEmpty()
        ? Optional.empty()
        : Optional.of(answers.stream().map(Row::words).collect(Collectors.joining(" ")));
  }

  /** Our keys for a name of another trainer; empty if the table has no such name, or we have no such key. */
  public List<String> ours(String path) {
    return answers(path).stream().flatMap(row -> row.ours().stream()).toList();
  }

  private List<Row> answers(String path) {
    String[] asked = steps(path);
    int longest = 0;
    Map<Optional<String>, Row> answers = new LinkedHashMap<>();
    for (Row row : rows) {
      String[] name = steps(row.name());
      int common = commonEnd(asked, name);
      if (common < Math.max(1, longest) || !telling(asked, name, common)) {
        continue;
      }
      if (common > longest) {
        longest = common;
        answers.clear();
      }
      answers.putIfAbsent(row.ours(), row);
    }
    return List.copyOf(answers.values());
  }

  /** Whether a common end means the same setting. The last name alone may be ambiguous, such as 'n' or 'type'. */
  private static boolean telling(String[] asked, String[] name, int common) {
    String last = asked[asked.length - 1];
    return common > 1 || common == name.length || (last.length() > 1 && !last.equals("type"));
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
