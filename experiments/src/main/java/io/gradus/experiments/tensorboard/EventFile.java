package io.gradus.experiments.tensorboard;

import com.google.common.hash.Hashing;
import com.google.protobuf.CodedOutputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes scalars by step for TensorBoard: {@code Event} messages (tensorflow/core/util/event.proto) in TFRecord frames.
 *
 * <p>A file is never shortened. Each opening begins a new file with the next number. A file of a resumed run begins
 * with {@code SessionLog START} at its first step, which is TensorBoard's convention ({@code purge_step}). The reader
 * then ignores this step and later steps in earlier files. Therefore a killed and resumed run shows one curve, and no
 * written data are lost.
 */
public final class EventFile implements Closeable {
  private static final String NAME = "events.out.tfevents.%010d.gradus";

  /** Field numbers of the messages; the wire format fixes their types. */
  private static final int EVENT_WALL_TIME = 1;

  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int EVENT_SESSION_LOG = 7;
  private static final int SESSION_LOG_STATUS = 1;
  private static final int SESSION_LOG_START = 1;
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE = 2;

  private final OutputStream out;
  private final InstantSource clock;

  private EventFile(OutputStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  /**
   * Begins a new event file.
   *
   * @param folder folder of the run's event files; created if missing
   * @param firstStep first step of this file; readers ignore it and later steps in earlier files
   * @param clock gives the wall time of each event
   */
  public static EventFile open(Path folder, long firstStep, InstantSource clock)
      throws IOException {
    Files.createDirectories(folder);
    long number = nextNumber(folder);
    EventFile file = new EventFile(
        new BufferedOutputStream(Files.newOutputStream(
            folder.resolve(NAME.formatted(number)), StandardOpenOption.CREATE_NEW)),
        clock);
    try {
      file.event(0, e -> e.writeString(EVENT_FILE_VERSION, "brain.Event:2"));
      if (number > 0) {
        byte[] start = message(m -> m.writeEnum(SESSION_LOG_STATUS, SESSION_LOG_START));
        file.event(firstStep, e -> e.writeByteArray(EVENT_SESSION_LOG, start));
      }
      file.out.flush();
    } catch (IOException e) {
      file.out.close();
      throw e;
    }
    return file;
  }

  /** Writes the scalars of one step and flushes the file. Values are stored in single precision. */
  public void write(long step, Map<String, ? extends Number> scalars) throws IOException {
    byte[] summary = message(s -> {
      for (Map.Entry<String, ? extends Number> scalar : scalars.entrySet()) {
        s.writeByteArray(SUMMARY_VALUE, message(v -> {
          v.writeString(VALUE_TAG, scalar.getKey());
          v.writeFloat(VALUE_SIMPLE, scalar.getValue().floatValue());
        }));
      }
    });
    event(step, e -> e.writeByteArray(EVENT_SUMMARY, summary));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void event(long step, Fields what) throws IOException {
    Instant now = clock.instant();
    frame(message(e -> {
      e.writeDouble(EVENT_WALL_TIME, now.getEpochSecond() + now.getNano() * 1e-9);
      e.writeInt64(EVENT_STEP, step);
      what.writeTo(e);
    }));
  }

  /** One TFRecord: length, its checksum, the data, its checksum; numbers are little-endian. */
  private void frame(byte[] data) throws IOException {
    byte[] length = ByteBuffer.allocate(Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(data.length)
        .array();
    out.write(length);
    out.write(checksum(length));
    out.write(data);
    out.write(checksum(data));
  }

  /** CRC-32C, rotated and shifted, so that data with checksums does not weaken it. */
  private static byte[] checksum(byte[] data) {
    int crc = Hashing.crc32c().hashBytes(data).asInt();
    int masked = ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    return ByteBuffer.allocate(Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(masked)
        .array();
  }

  private static byte[] message(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream coded = CodedOutputStream.newInstance(bytes);
    fields.writeTo(coded);
    coded.flush();
    return bytes.toByteArray();
  }

  private static long nextNumber(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
              .map(f -> f.getFileName().toString().split("\\."))
              .filter(p -> p.length == 5 && p[2].equals("tfevents") && p[3].matches("\\d{1,18}"))
              .mapToLong(p -> Long.parseLong(p[3]))
              .max()
              .orElse(-1)
          + 1;
    }
  }

  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }
}
