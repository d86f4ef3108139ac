package io.gradus.datasets;

import io.gradus.core.Excerpt;
import io.gradus.core.component.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An archive of files. It lists names and reads one entry as a stream; it never follows links. */
interface Archive {
  /** Largest number of entries; a larger archive is refused. */
  int MAX_ENTRIES = 10_000;

  /** Kind of an entry; only an ordinary file can be read. */
  enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    OTHER
  }

  /** An entry, with its name in the archive. */
  record Entry(String name, Kind kind) {
    /** Returns whether this is a file of rows, and not a metadata file that macOS adds. */
    boolean holdsRows() {
      String last = name.substring(name.lastIndexOf('/') + 1);
      return kind == Kind.FILE
          && FileFormat.of(name).isPresent()
          && !last.startsWith(".")
          && !name.startsWith("__MACOSX/");
    }
  }

  /** Lists all entries, at most {@link #MAX_ENTRIES}. */
  List<Entry> entries() throws IOException;

  /** Opens the bytes of an entry; closing the stream closes the archive. */
  InputStream open(String name) throws IOException;

  static BadInput tooManyEntries(Path archive) {
    return new BadInput(
        "%s: holds more than %,d entries. Unpack it, and set path to the file of rows"
            .formatted(archive, MAX_ENTRIES));
  }

  /** Chooses the entry to read; the error lists the entries if none fits. */
  static String choose(Path archive, Optional<String> wanted, List<Entry> entries) throws BadInput {
    for (Entry entry : entries) {
      if (leaves(entry.name())) {
        throw new BadInput(
            "%s: the path of the entry '%s' leads out of the archive's folder. Do not trust this archive. If you trust it, pack its files again"
                .formatted(archive, shown(entry.name())));
      }
    }
    List<String> rows =
        entries.stream().filter(Entry::holdsRows).map(Entry::name).distinct().toList();
    if (wanted.isEmpty()) {
      if (rows.size() == 1) {
        return rows.get(0);
      }
      throw new BadInput(
          rows.isEmpty()
              ? "%s: holds no .jsonl, .json, .csv, .tsv or .parquet file. It holds%s"
                  .formatted(
                      archive,
                      DataFile.inWords(
                          entries.stream().map(e -> shown(e.name())).toList()))
              : "%s: holds several files: set entry to one of them%s"
                  .formatted(
                      archive,
                      DataFile.inWords(rows.stream().map(Archive::shown).toList())));
    }
    String name = wanted.orElseThrow();
    Entry found = entries.stream()
        .filter(e -> e.name().equals(name) || e.name().equals(name + "/"))
        .findFirst()
        .orElseThrow(() -> new BadInput("%s: has no entry '%s'.%s Files of rows%s"
            .formatted(archive, name, Suggestion.didYouMean(name, rows), DataFile.inWords(rows))));
    return switch (found.kind()) {
      case FILE -> found.name();
      case DIRECTORY ->
        throw new BadInput("%s: entry '%s' is a directory: name a file in it%s"
            .formatted(
                archive,
                name,
                DataFile.inWords(
                    rows.stream().filter(r -> r.startsWith(found.name())).toList())));
      case LINK ->
        throw new BadInput(
            "%s: entry '%s' is a link, and links are not followed: name the file itself"
                .formatted(archive, name));
      case OTHER ->
        throw new BadInput("%s: entry '%s' is not an ordinary file".formatted(archive, name));
    };
  }

  private static boolean leaves(String name) {
    String plain = name.replace('\\', '/');
    return plain.startsWith("/")
        || plain.matches("[A-Za-z]:.*")
        || List.of(plain.split("/")).contains("..");
  }

  private static String shown(String name) {
    return Excerpt.printable(name, 120);
  }
}
