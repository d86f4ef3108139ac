package io.gradus.datasets.parquet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Throwables;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/**
 * Reader of a Parquet file (<a href="https://parquet.apache.org/docs/file-format/">the format</a>). Rows become the
 * objects that the same data has in JSON lines. Memory holds one row, and one page and dictionary of each column.
 */
public final class ParquetFile {
  private static final String MAGIC = "PAR1";
  private static final String ENCRYPTED = "PARE";
  private static final String LFS = "version https://git-lfs";

  /** Length of the footer and the magic bytes, at the end of a file. */
  private static final int TAIL = 8;

  /** Bytes that count for a row without values, whose object needs memory, too. */
  private static final int ROW = 32;

  /** Receiver of rows. */
  public interface Sink {
    /** Receives a row with its number in the file, from 1. */
    void row(long number, ObjectNode row);
  }

  private final SeekableByteChannel file;
  private final Allowance allowance;

  /**
   * Makes a reader of a file, which stays open.
   *
   * @param maxBytes limit of the rows' size as text
   */
  public ParquetFile(SeekableByteChannel file, long maxBytes) {
    this.file = file;
    this.allowance = new Allowance(maxBytes);
  }

  /**
   * Passes every row to the sink, in the order of the file.
   *
   * @throws UnsupportedParquet if the file is intact but of a kind that cannot be read
   * @throws IOException if the file is damaged
   */
  public void read(Sink sink) throws IOException {
    FileMetaData footer = footer();
    MessageType schema = decoded(0, () -> Schema.of(footer.getSchema()));
    if (schema.getColumns().isEmpty()) {
      throw new UnsupportedParquet("has no columns, so its rows are empty");
    }
    MessageColumnIO columns =
        decoded(0, () -> new ColumnIOFactory(footer.getCreated_by()).getColumnIO(schema));
    long number = 0;
    for (RowGroup group : footer.getRow_groups()) {
      if (group.getNum_rows() < 0) {
        throw new IOException(
            "the footer: a group of rows has %,d rows".formatted(group.getNum_rows()));
      }
      if (group.getNum_rows() == 0) {
        continue;
      }
      RecordReader<ObjectNode> rows = decoded(
          number + 1,
          () -> columns.getRecordReader(
              new RowGroupPages(file, group, schema, allowance),
              new RowConverter(schema, allowance)));
      for (long i = 0; i < group.getNum_rows(); i++) {
        long row = ++number;
        sink.row(row, decoded(row, () -> {
          allowance.spend(ROW);
          return rows.read();
        }));
      }
    }
    if (number != footer.getNum_rows()) {
      throw new IOException("the footer: it names %,d rows, but its groups have %,d"
          .formatted(footer.getNum_rows(), number));
    }
  }

  private FileMetaData footer() throws IOException {
    long size = file.size();
    byte[] head = new Chunk(file, 0, Math.min(size, LFS.length())).readAllBytes();
    if (new String(head, StandardCharsets.ISO_8859_1).equals(LFS)) {
      throw new UnsupportedParquet(
          "is a pointer of Git LFS, not the data. Run git lfs pull in its repository");
    }
    if (size < MAGIC.length() + TAIL) {
      throw new EOFException();
    }
    ByteBuffer tail = ByteBuffer.wrap(new Chunk(file, size - TAIL, TAIL).take(TAIL))
        .order(ByteOrder.LITTLE_ENDIAN);
    String magic = new String(tail.array(), TAIL - 4, 4, StandardCharsets.ISO_8859_1);
    if (magic.equals(ENCRYPTED)) {
      throw new UnsupportedParquet("is encrypted. Decrypt it first");
    }
    if (!magic.equals(MAGIC)) {
      throw new IOException("its last bytes are not %s".formatted(MAGIC));
    }
    long length = Integer.toUnsignedLong(tail.getInt(0));
    return decoded(0, () -> Util.readFileMetaData(new Chunk(file, size - TAIL - length, length)));
  }

  /** Runs a step of decoding; whatever a library throws becomes the fault of the row, or of the footer (row 0). */
  private static <T> T decoded(long row, Callable<T> step) throws IOException {
    try {
      return step.call();
    } catch (UnsupportedParquet e) {
      throw e;
    } catch (
        OutOfMemoryError
            e) { // the library allocates by counts that stand in a page, damaged or not
      throw new IOException("row %,d: a page asks for more memory than there is".formatted(row), e);
    } catch (Exception e) {
      for (Throwable cause : Throwables.getCausalChain(e)) {
        if (cause instanceof UnsupportedParquet unsupported) {
          throw unsupported;
        }
      }
      Throwable root = Throwables.getRootCause(e);
      String reason = root instanceof EOFException
          ? "a page ends too early"
          : root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
      throw new IOException((row == 0 ? "the footer: " : "row %,d: ".formatted(row)) + reason, e);
    }
  }
}
