package io.gradus.datasets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file whose rows are read as they are, for readers that know the names of the fields.
 *
 * @param format by default from the file's name
 * @param inField field of a JSON object that holds the array of rows
 * @param columns names of the columns of a CSV file without a header
 */
public record RowFile(
    Path path, Optional<FileFormat> format, Optional<String> inField, List<String> columns) {
  /** Largest accepted size after decompression, in MiB. */
  private static final int MAX_MEGABYTES = 4_096;

  public RowFile {
    columns = List.copyOf(columns);
  }

  /**
   * Reads all rows in the order of the file.
   *
   * @throws io.gradus.core.UserError with all faults of the file
   */
  public List<ObjectNode> read() {
    List<ObjectNode> rows = new ArrayList<>();
    new Rows(new DataFile(path, Optional.empty(), MAX_MEGABYTES), format, inField, columns)
        .read((row, faults) -> rows.add((ObjectNode) row.fields()));
    return rows;
  }
}
