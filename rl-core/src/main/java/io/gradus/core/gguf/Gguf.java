package io.gradus.core.gguf;

import static io.gradus.core.files.Faults.quoted;

import io.gradus.core.UserError;
import io.gradus.core.files.Disk;
import io.gradus.core.files.Faults;
import io.gradus.core.files.TextFile;
import io.gradus.core.tensorfile.FloatSink;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * An open GGUF file of version 2 or 3 (the format of llama.cpp): metadata, and tensors with the names and the layout of
 * llama.cpp. {@link GgufModel} gives names and layout of Hugging Face.
 *
 * <p>The header is checked against the file's size before memory is allocated for its contents. Data is read on demand,
 * in blocks of rows, so a file may be larger than memory.
 */
public final class Gguf implements Closeable {
  private static final int STREAMED = 1 << 18;

  private final Path file;
  private final FileChannel channel;
  private final GgufHeader header;

  private Gguf(Path file, FileChannel channel, GgufHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws UserError that names the file and the keys or tensors at fault
   */
  public static Gguf open(Path file) {
    FileChannel channel;
    try {
      TextFile.requireRegular(file);
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new UserError("%s: there is no such file".formatted(file), e);
    } catch (IOException e) {
      throw new UserError("%s: cannot be opened: %s".formatted(file, Disk.reason(e)), e);
    }
    try {
      return new Gguf(file, channel, GgufHeader.read(file, channel));
    } catch (IOException | RuntimeException e) {
      try {
        channel.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e instanceof RuntimeException runtime
          ? runtime
          : new UserError(
              "%s: cannot be read: %s".formatted(file, Disk.reason((IOException) e)), e);
    }
  }

  public Path file() {
    return file;
  }

  /** Returns the version, 2 or 3; they differ only for big-endian machines. */
  public int version() {
    return header.version();
  }

  public GgufMetadata metadata() {
    return header.metadata();
  }

  /** Returns all tensors, in the order of the file. */
  public List<GgufTensorInfo> tensors() {
    return List.copyOf(header.tensors().values());
  }

  public boolean has(String name) {
    return header.tensors().containsKey(name);
  }

  /**
   * Returns a tensor's place and type.
   *
   * @throws UserError if there is none of this name
   */
  public GgufTensorInfo tensor(String name) {
    GgufTensorInfo info = header.tensors().get(name);
    if (info == null) {
      throw Faults.of(file, "has no tensor %s", quoted(name));
    }
    return info;
  }

  /**
   * Reads a tensor as float32, in row-major order.
   *
   * @throws UserError if there is no such tensor, it has more elements than an array can hold, or the file has shrunk
   *     meanwhile
   */
  public float[] floats(String name) {
    return floats(name, 0, tensor(name).elements());
  }

  /** Reads elements of a tensor as float32; first and count are multiples of its type's block. */
  float[] floats(String name, long first, long count) {
    if (count > Integer.MAX_VALUE - 8) {
      throw Faults.of(
          file, "tensor %s: %d elements do not fit into one array", quoted(name), count);
    }
    float[] all = new float[(int) count];
    int[] filled = {0};
    stream(name, first, count, (values, n) -> {
      System.arraycopy(values, 0, all, filled[0], n);
      filled[0] += n;
    });
    return all;
  }

  /**
   * Passes a tensor on as float32, block by block.
   *
   * @throws UserError as {@link #floats(String)}
   */
  public void stream(String name, FloatSink sink) {
    stream(name, 0, tensor(name).elements(), sink);
  }

  /** Passes on elements of a tensor; first and count are multiples of its type's block. */
  void stream(String name, long first, long count, FloatSink sink) {
    GgufTensorInfo info = tensor(name);
    GgmlType type = info.type();
    int length = (int) Math.min(count, STREAMED);
    float[] values = new float[length];
    ByteBuffer bytes = ByteBuffer.allocate(length / type.blockElements() * type.blockBytes())
        .order(ByteOrder.LITTLE_ENDIAN);
    long at = header.dataStart() + info.offset() + first / type.blockElements() * type.blockBytes();
    try {
      for (long left = count; left > 0; left -= values.length) {
        int n = (int) Math.min(left, values.length);
        bytes.clear().limit(n / type.blockElements() * type.blockBytes());
        while (bytes.hasRemaining()) {
          int read = channel.read(bytes, at + bytes.position());
          if (read < 0) {
            throw Faults.of(
                file, "tensor %s: the file ended while it was read", quoted(info.name()));
          }
        }
        at += bytes.limit();
        type.dequantize(bytes, n, values);
        sink.accept(values, n);
      }
    } catch (IOException e) {
      throw new UserError(
          "%s: tensor %s: cannot be read: %s".formatted(file, quoted(info.name()), Disk.reason(e)),
          e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
