package io.gradus.datasets.parquet;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;
import org.jspecify.annotations.Nullable;

/** A compression of pages. */
@FunctionalInterface
interface Codec {

  /**
   * Returns the decompressed bytes of a page.
   *
   * @param size number of bytes that the page should have
   * @throws IOException if the page has another size
   */
  byte[] decompress(byte[] page, int size) throws IOException;

  /** Returns the codec with a name of the format; null stands for a name that the format's library does not know. */
  static Codec of(@Nullable CompressionCodec name) throws UnsupportedParquet {
    if (name == null) {
      throw unknown("in a newer way");
    }
    return switch (name) {
      case UNCOMPRESSED -> Codec::stored;
      case GZIP -> Codec::gzip;
      case SNAPPY -> with(new SnappyDecompressor());
      case ZSTD -> with(new ZstdDecompressor());
      case LZ4_RAW -> with(new Lz4Decompressor());
      default -> throw unknown("with " + name);
    };
  }

  private static UnsupportedParquet unknown(String how) {
    return UnsupportedParquet.rewrite(
        "is compressed %s; readable are SNAPPY, GZIP, ZSTD, LZ4_RAW and UNCOMPRESSED"
            .formatted(how));
  }

  private static Codec with(Decompressor decompressor) {
    return (page, size) -> {
      byte[] bytes = new byte[size];
      return sized(bytes, decompressor.decompress(page, 0, page.length, bytes, 0, size), size);
    };
  }

  private static byte[] stored(byte[] page, int size) throws IOException {
    return sized(page, page.length, size);
  }

  private static byte[] gzip(byte[] page, int size) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(page))) {
      byte[] bytes = in.readNBytes(size);
      return sized(bytes, in.read() < 0 ? bytes.length : size + 1, size);
    }
  }

  private static byte[] sized(byte[] bytes, int actual, int size) throws IOException {
    if (actual != size) {
      throw new IOException("a page has another size than its header says");
    }
    return bytes;
  }
}
