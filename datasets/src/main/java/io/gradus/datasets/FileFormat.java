package io.gradus.datasets;

import java.util.Locale;
import java.util.Optional;

/** How rows are written in a file. */
public enum FileFormat {
  /** One JSON object a line. */
  JSONL,
  /** One JSON array of objects, or an object of which one field is that array. */
  JSON,
  /** Comma-separated values (RFC 4180). */
  CSV,
  /** Tab-separated values. */
  TSV;

  /** The format that a name tells, {@code .gz} at its end left out. */
  static Optional<FileFormat> of(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    return switch (plain.substring(plain.lastIndexOf('.') + 1)) {
      case "jsonl", "ndjson" -> Optional.of(JSONL);
      case "json" -> Optional.of(JSON);
      case "csv" -> Optional.of(CSV);
      case "tsv" -> Optional.of(TSV);
      default -> Optional.empty();
    };
  }
}
