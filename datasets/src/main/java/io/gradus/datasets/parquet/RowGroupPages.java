package io.gradus.datasets.parquet;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.schema.MessageType;

/** The columns of a group of rows. */
final class RowGroupPages implements PageReadStore {
  private final long rows;
  private final Map<List<String>, PageReader> columns = new HashMap<>();

  RowGroupPages(SeekableByteChannel file, RowGroup group, MessageType schema, Allowance allowance)
      throws IOException {
    rows = group.getNum_rows();
    List<ColumnDescriptor> described = schema.getColumns();
    if (group.getColumnsSize() != described.size()) {
      throw new IOException("a group of rows has %d columns, but the file has %d"
          .formatted(group.getColumnsSize(), described.size()));
    }
    for (int i = 0; i < described.size(); i++) {
      List<String> path = Arrays.asList(described.get(i).getPath());
      ColumnMetaData data = data(group.getColumns().get(i), path);
      boolean flat = described.get(i).getMaxRepetitionLevel() == 0;
      if (flat ? data.getNum_values() != rows : data.getNum_values() < rows) {
        throw new IOException("the column '%s' has %,d values in a group of %,d rows"
            .formatted(String.join(".", path), data.getNum_values(), rows));
      }
      columns.put(path, new ColumnPages(file, described.get(i), data, allowance));
    }
  }

  private static ColumnMetaData data(ColumnChunk chunk, List<String> path) throws IOException {
    String name = String.join(".", path);
    if (chunk.isSetCrypto_metadata()) {
      throw new UnsupportedParquet(
          "the column '%s' is encrypted. Decrypt the file first".formatted(name));
    }
    if (chunk.isSetFile_path()) {
      throw new UnsupportedParquet(
          "lists rows of the file %s. Name that file instead".formatted(chunk.getFile_path()));
    }
    if (!chunk.isSetMeta_data() || !path.equals(chunk.getMeta_data().getPath_in_schema())) {
      throw new IOException("the footer does not describe the column '%s'".formatted(name));
    }
    return chunk.getMeta_data();
  }

  @Override
  public PageReader getPageReader(ColumnDescriptor column) {
    PageReader pages = columns.get(Arrays.asList(column.getPath()));
    if (pages == null) {
      throw new IllegalArgumentException("no column " + column);
    }
    return pages;
  }

  @Override
  public long getRowCount() {
    return rows;
  }
}
