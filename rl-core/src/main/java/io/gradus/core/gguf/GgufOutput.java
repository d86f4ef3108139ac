package io.gradus.core.gguf;

import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.files.Faults;
import io.gradus.core.tensorfile.FloatSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** Sink that converts the elements of one tensor to a type and writes them. */
final class GgufOutput implements FloatSink {
  private static final int BLOCKS = 1 << 13;
  private static final float LARGEST_HALF = 65_504;

  private final WritableByteChannel channel;
  private final GgufTensorInfo tensor;
  private final ByteBuffer bytes;
  private long written;

  GgufOutput(WritableByteChannel channel, GgufTensorInfo tensor) {
    this.channel = channel;
    this.tensor = tensor;
    this.bytes =
        ByteBuffer.allocate(BLOCKS * tensor.type().blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void accept(float[] values, int count) throws IOException {
    int step = tensor.type().blockElements();
    for (int i = 0; i < count; i += step) {
      if (bytes.remaining() < tensor.type().blockBytes()) {
        flush();
      }
      switch (tensor.type()) {
        case F32 -> bytes.putFloat(values[i]);
        case F16 -> bytes.putShort(FloatBlocks.toHalf(inRange(values[i], LARGEST_HALF)));
        case Q8_0 -> {
          for (int j = i; j < i + step; j++) {
            inRange(values[j], LARGEST_HALF * 127);
          }
          LegacyQuants.quantizeQ8(values, i, bytes);
        }
        default -> throw new IllegalStateException("is not written: " + tensor.type());
      }
    }
  }

  private float inRange(float value, float largest) {
    if (!(Math.abs(value) <= largest)) {
      throw new UserError("tensor %s: %s does not fit into %s. Export as F32"
          .formatted(Faults.quoted(tensor.name()), value, tensor.type()));
    }
    return value;
  }

  private void flush() throws IOException {
    written += bytes.position();
    AtomicFile.writeFully(channel, bytes.flip());
    bytes.clear();
  }

  /** Writes the remaining elements, and zeros up to the next multiple of the alignment. */
  void finish() throws IOException {
    flush();
    if (written != tensor.bytes()) {
      throw new IllegalStateException(
          "%s: %d bytes were written, not %d".formatted(tensor, written, tensor.bytes()));
    }
    long padded = GgufHeader.align(written, GgufHeader.DEFAULT_ALIGNMENT);
    AtomicFile.writeFully(channel, ByteBuffer.allocate((int) (padded - written)));
  }
}
