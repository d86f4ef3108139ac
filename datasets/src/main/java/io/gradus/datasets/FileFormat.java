package io.gradus.datasets;

import java.util.Locale;
import java.util.Optional;

/** Format of the rows of a file. */
public enum FileFormat {
  /** One JSON object a line. */
  JSONL,
  /** One JSON array of objects, or an object with a field that holds the array. */
  JSON,
  /** Comma-separated values (RFC 4180). */
  CSV,
  /** Tab-separated values. */
  TSV,
  /** Apache Parquet, as Hugging Face's data sets have it. */
  PARQUET;

  /** A kind of file that must be converted before use. */
  enum Unread {
    ARROW("an Arrow file", "pandas.read_feather('in.arrow')"),
    EXCEL("an Excel workbook", "pandas.read_excel('in.xlsx')"),
    PICKLE("a pickle, which can run any program while it is read", "");

    private final String words;
    private final String reader;

    Unread(String words, String reader) {
      this.words = words;
      this.reader = reader;
    }

    String words() {
      return words;
    }

    String conversion() {
      return reader.isEmpty()
          ? "ask its author for another format"
          : reader + ".to_json('out.jsonl', orient='records', lines=True)";
    }
  }

  /** Returns the kind of file to convert, by the name's ending. */
  static Optional<Unread> unread(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    return switch (plain.substring(plain.lastIndexOf('.') + 1)) {
      case "arrow", "feather" -> Optional.of(Unread.ARROW);
      case "xls", "xlsx" -> Optional.of(Unread.EXCEL);
      case "pkl", "pickle" -> Optional.of(Unread.PICKLE);
      default -> Optional.empty();
    };
  }

  /** Returns the format by the name's ending; a final {@code .gz} is ignored. */
  static Optional<FileFormat> of(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    return switch (plain.substring(plain.lastIndexOf('.') + 1)) {
      case "jsonl", "ndjson" -> Optional.of(JSONL);
      case "json" -> Optional.of(JSON);
      case "csv" -> Optional.of(CSV);
      case "tsv" -> Optional.of(TSV);
      case "parquet" -> Optional.of(PARQUET);
      default -> Optional.empty();
    };
  }
}
