package io.gradus.core.tensorfile;

import io.gradus.core.UserError;
import io.gradus.core.files.Disk;
import io.gradus.core.files.TextFile;
import io.gradus.core.tensorfile.SafetensorsHeader.Extent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** An open file with a checked header; its data is mapped tensor by tensor. */
public final class SafetensorsFile implements Closeable {
  private static final long MAX_HEADER = 100_000_000;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private SafetensorsFile(
      Path file, FileChannel channel, SafetensorsHeader header, long dataStart) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  static SafetensorsFile open(Path file) {
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
      return read(file, channel);
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

  private static SafetensorsFile read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new UserError("%s: holds %d bytes, too few for a safetensors file: it was cut short"
          .formatted(file, size));
    }
    ByteBuffer first = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, first, 0);
    long length = first.getLong(0);
    if (length < 2 || length > MAX_HEADER || length > size - Long.BYTES) {
      refusePickle(file, first);
      throw new UserError(
          "%s: claims a header of %s bytes, in a file of %d, where at most %d are allowed: it was cut short, or is not a safetensors file"
              .formatted(file, Long.toUnsignedString(length), size, MAX_HEADER));
    }
    ByteBuffer utf8 = ByteBuffer.allocate((int) length);
    readFully(channel, utf8, Long.BYTES);
    long dataStart = Long.BYTES + length;
    SafetensorsHeader header = SafetensorsHeader.parse(file, utf8.flip(), size - dataStart);
    return new SafetensorsFile(file, channel, header, dataStart);
  }

  private static void readFully(FileChannel channel, ByteBuffer buffer, long at)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new IOException("the file ended while it was read");
      }
    }
  }

  /**
   * Refuses files of PyTorch's {@code torch.save}: a zip of pickles, or in old versions a bare pickle of protocol 2.
   */
  private static void refusePickle(Path file, ByteBuffer first) {
    boolean zip = first.get(0) == 'P' && first.get(1) == 'K';
    boolean pickle = first.get(0) == (byte) 0x80 && first.get(1) <= 5;
    if (zip || pickle) {
      throw pickleRefused(file);
    }
  }

  static UserError pickleRefused(Path file) {
    return new UserError(
        "%s: is a pickle file, which can run any program while it is read: it is not opened. If you trust it, convert it to safetensors"
            .formatted(file));
  }

  Path file() {
    return file;
  }

  SafetensorsHeader header() {
    return header;
  }

  /** Maps the data of a tensor of the header, without a copy. */
  RawTensor map(String name) {
    Extent extent = Objects.requireNonNull(header.extents().get(name), name);
    List<ByteBuffer> pieces = new ArrayList<>();
    try {
      for (long at = extent.begin(); at < extent.end(); at += RawTensor.PIECE) {
        long length = Math.min(RawTensor.PIECE, extent.end() - at);
        pieces.add(channel.map(FileChannel.MapMode.READ_ONLY, dataStart + at, length));
      }
    } catch (IOException e) {
      throw new UserError(
          "%s: tensor %s cannot be mapped: %s"
              .formatted(file, SafetensorsHeader.quoted(name), Disk.reason(e)),
          e);
    }
    return new RawTensor(extent.info(), pieces);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
