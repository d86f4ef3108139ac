package io.gradus.datasets.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a column within a group of rows, which are read and decompressed one by one. Their checksums are
 * verified if the file has any.
 */
final class ColumnPages implements PageReader {
  /** A page's header with the bytes that follow it, still compressed. */
  private record Page(PageHeader header, byte[] bytes) {}

  private final ColumnDescriptor column;
  private final long values;
  private final Codec codec;
  private final Chunk chunk;
  private final Allowance allowance;
  private @Nullable Page ahead;

  ColumnPages(
      SeekableByteChannel file, ColumnDescriptor column, ColumnMetaData data, Allowance allowance)
      throws IOException {
    boolean dictionaryFirst = data.isSetDictionary_page_offset()
        && data.getDictionary_page_offset() > 0
        && data.getDictionary_page_offset() < data.getData_page_offset();
    this.column = column;
    this.values = data.getNum_values();
    this.codec = Codec.of(data.getCodec());
    this.allowance = allowance;
    this.chunk = new Chunk(
        file,
        dictionaryFirst ? data.getDictionary_page_offset() : data.getData_page_offset(),
        data.getTotal_compressed_size());
  }

  @Override
  public long getTotalValueCount() {
    return values;
  }

  @Override
  public @Nullable DictionaryPage readDictionaryPage() {
    try {
      Page page = next();
      if (page.header().getType() != PageType.DICTIONARY_PAGE) {
        ahead = page;
        return null;
      }
      int size = page.header().getUncompressed_page_size();
      int count = page.header().getDictionary_page_header().getNum_values();
      if (count < 0 || count > Math.max(size, 1)) {
        throw new IOException("a dictionary is smaller than its header says");
      }
      return new DictionaryPage(
          BytesInput.from(codec.decompress(page.bytes(), size)),
          count,
          encoding(page.header().getDictionary_page_header().getEncoding()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DataPage readPage() {
    try {
      Page page = ahead == null ? next() : ahead;
      ahead = null;
      while (holdsNothing(page.header())) {
        page = next();
      }
      return switch (page.header().getType()) {
        case DATA_PAGE -> first(page, page.header().getData_page_header());
        case DATA_PAGE_V2 -> second(page, page.header().getData_page_header_v2());
        default -> throw new IOException("a column has two dictionaries");
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether a page has no values; pyarrow writes such pages, and Parquet's library would read past them. */
  private static boolean holdsNothing(PageHeader header) {
    return switch (header.getType()) {
      case INDEX_PAGE -> true;
      case DATA_PAGE -> header.getData_page_header().getNum_values() == 0;
      case DATA_PAGE_V2 -> header.getData_page_header_v2().getNum_values() == 0;
      case DICTIONARY_PAGE -> false;
    };
  }

  private DataPage first(Page page, DataPageHeader header) throws IOException {
    int size = page.header().getUncompressed_page_size();
    return new DataPageV1(
        BytesInput.from(codec.decompress(page.bytes(), size)),
        header.getNum_values(),
        size,
        Statistics.createStats(column.getPrimitiveType()),
        encoding(header.getRepetition_level_encoding()),
        encoding(header.getDefinition_level_encoding()),
        encoding(header.getEncoding()));
  }

  /** Reads a page of the second form, in which the levels are never compressed. */
  private DataPage second(Page page, DataPageHeaderV2 header) throws IOException {
    byte[] bytes = page.bytes();
    int repetition = header.getRepetition_levels_byte_length();
    int levels = repetition + header.getDefinition_levels_byte_length();
    if (repetition < 0 || levels < repetition || levels > bytes.length) {
      throw new IOException("the levels of a page are longer than the page");
    }
    byte[] data = Arrays.copyOfRange(bytes, levels, bytes.length);
    int size = page.header().getUncompressed_page_size() - levels;
    boolean compressed = !header.isSetIs_compressed() || header.isIs_compressed();
    return DataPageV2.uncompressed(
        header.getNum_rows(),
        header.getNum_nulls(),
        header.getNum_values(),
        BytesInput.from(bytes, 0, repetition),
        BytesInput.from(bytes, repetition, levels - repetition),
        encoding(header.getEncoding()),
        BytesInput.from(compressed && size > 0 ? codec.decompress(data, size) : data),
        Statistics.createStats(column.getPrimitiveType()));
  }

  private Page next() throws IOException {
    PageHeader header = Util.readPageHeader(chunk);
    allowance.permit(header.getUncompressed_page_size());
    if (header.getUncompressed_page_size() < 0 || header.getType() == null) {
      throw new IOException("a page has an invalid header");
    }
    byte[] bytes = chunk.take(header.getCompressed_page_size());
    if (header.isSetCrc()) {
      CRC32 sum = new CRC32();
      sum.update(bytes);
      if ((int) sum.getValue() != header.getCrc()) {
        throw new IOException("the checksum of a page is wrong");
      }
    }
    return new Page(header, bytes);
  }

  private Encoding encoding(org.apache.parquet.format.@Nullable Encoding encoding)
      throws UnsupportedParquet {
    if (encoding == null) {
      throw UnsupportedParquet.rewrite(
          "has an encoding of a newer version of the format in column '%s'"
              .formatted(String.join(".", column.getPath())));
    }
    return Encoding.valueOf(encoding.name());
  }
}
