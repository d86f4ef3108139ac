package io.gradus.core.gguf;

import static io.gradus.core.files.Faults.quoted;

import io.gradus.core.UserError;
import io.gradus.core.files.Faults;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a GGUF file before the data: magic, version, metadata and the table of tensors. No part of the header is
 * used before the header was checked for consistency, also with the file's size.
 *
 * @param dataStart offset in the file where the data begins
 */
record GgufHeader(
    int version, GgufMetadata metadata, Map<String, GgufTensorInfo> tensors, long dataStart) {

  static final int MAGIC = 0x46554747; // "GGUF", little-endian
  static final String ALIGNMENT = "general.alignment";
  static final int DEFAULT_ALIGNMENT = 32;
  private static final int MAX_DIMENSIONS = 4;
  private static final int MAX_DEPTH = 4;
  private static final int LEAST_KEY_BYTES = 8 + 4 + 1;
  private static final int LEAST_TENSOR_BYTES = 8 + 4 + 4 + 8;

  /**
   * Reads and checks a header.
   *
   * @throws UserError that names the file and the keys or tensors at fault
   */
  static GgufHeader read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    GgufInput in = new GgufInput(file, channel, size);
    if (size < 24) {
      throw Faults.of(file, "holds %d bytes, too few for a GGUF file: it was cut short", size);
    }
    int version = readVersion(file, in);
    long tensorCount = in.readLong();
    int keyCount = in.readCount("metadata keys", LEAST_KEY_BYTES);
    in.checkCount(tensorCount, "tensors", LEAST_TENSOR_BYTES);
    Faults faults = new Faults(file);
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < keyCount; i++) {
      in.at("metadata key %d of %d".formatted(i + 1, keyCount));
      String key = in.readString();
      in.at("metadata key " + quoted(key));
      Object value = readValue(in, readType(in), 0);
      if (key.isEmpty() || values.put(key, value) != null) {
        faults.add("metadata key %s: is empty or occurs twice", quoted(key));
      }
    }
    GgufMetadata metadata = new GgufMetadata(file, values);
    long alignment = alignment(metadata);
    List<GgufTensorInfo> infos = new ArrayList<>();
    for (int i = 0; i < tensorCount; i++) {
      in.at("tensor %d of %d".formatted(i + 1, tensorCount));
      readTensor(in, alignment, infos, faults);
    }
    long dataStart = align(in.position(), alignment);
    Map<String, GgufTensorInfo> tensors = new LinkedHashMap<>();
    for (GgufTensorInfo info : infos) {
      if (tensors.put(info.name(), info) != null) {
        faults.add("tensor %s: occurs twice", quoted(info.name()));
      }
    }
    checkLayout(infos, Math.max(0, size - dataStart), faults);
    faults.refuse();
    return new GgufHeader(version, metadata, tensors, dataStart);
  }

  private static int readVersion(Path file, GgufInput in) throws IOException {
    if (in.readInt() != MAGIC) {
      throw Faults.of(file, "does not begin with 'GGUF': this is not a GGUF file");
    }
    int version = in.readInt();
    if ((version & 0xffff) == 0) {
      throw Faults.of(
          file, "is a GGUF file of a big-endian machine. Convert it with gguf-convert-endian");
    }
    if (version != 2 && version != 3) {
      throw Faults.of(
          file,
          "is a GGUF file of version %s; supported are 2 and 3. Convert the model again",
          Integer.toUnsignedString(version));
    }
    return version;
  }

  private static GgufValueType readType(GgufInput in) throws IOException {
    int type = in.readInt();
    return GgufValueType.of(type)
        .orElseThrow(() -> in.fault(
            "has a value of type %s, known are 0 to 12".formatted(Integer.toUnsignedString(type))));
  }

  private static Object readValue(GgufInput in, GgufValueType type, int depth) throws IOException {
    if (type == GgufValueType.STRING) {
      return in.readString();
    }
    if (type != GgufValueType.ARRAY) {
      return NumberArray.value(type, in.readBytes(type.leastBytes()), 0);
    }
    if (depth == MAX_DEPTH) {
      throw in.fault("has arrays in arrays, more than %d deep".formatted(MAX_DEPTH));
    }
    GgufValueType element = readType(in);
    int count = in.readCount("elements", element.leastBytes());
    if (element != GgufValueType.STRING && element != GgufValueType.ARRAY) {
      return new NumberArray(element, in.readBytes(count * element.leastBytes()));
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(readValue(in, element, depth + 1));
    }
    return values;
  }

  private static long alignment(GgufMetadata metadata) {
    long alignment = metadata.integer(ALIGNMENT).orElse(DEFAULT_ALIGNMENT);
    if (alignment <= 0 || alignment > 1 << 30 || Long.bitCount(alignment) != 1) {
      throw metadata.fault(ALIGNMENT, "must be a power of two up to 2^30, but is " + alignment);
    }
    return alignment;
  }

  static long align(long position, long alignment) {
    return (position + alignment - 1) / alignment * alignment;
  }

  private static void readTensor(
      GgufInput in, long alignment, List<GgufTensorInfo> infos, Faults faults) throws IOException {
    String name = in.readString();
    in.at("tensor " + quoted(name));
    int dimensions = in.readInt();
    if (dimensions < 0 || dimensions > MAX_DIMENSIONS) {
      throw in.fault("has %s dimensions, where at most %d are allowed"
          .formatted(Integer.toUnsignedString(dimensions), MAX_DIMENSIONS));
    }
    long[] shape = new long[dimensions];
    for (int i = dimensions - 1; i >= 0; i--) {
      shape[i] = in.readLong();
    }
    int type = in.readInt();
    long offset = in.readLong();
    if (GgmlType.of(type).isEmpty()) {
      faults.add(
          "tensor %s: its type is %s, which is not supported; supported are %s",
          quoted(name), GgmlType.nameOf(type), GgmlType.supported());
    } else if (offset < 0 || offset % alignment != 0) {
      faults.add(
          "tensor %s: begins at byte %s of the data, which is not a multiple of the alignment %d",
          quoted(name), Long.toUnsignedString(offset), alignment);
    } else {
      try {
        infos.add(new GgufTensorInfo(name, GgmlType.of(type).orElseThrow(), shape, offset));
      } catch (IllegalArgumentException e) {
        faults.add("tensor %s: %s", quoted(name), String.valueOf(e.getMessage()));
      }
    }
  }

  /** Checks that tensors lie inside the data and do not overlap; gaps between them are padding. */
  private static void checkLayout(List<GgufTensorInfo> infos, long dataBytes, Faults faults) {
    long end = 0;
    String before = "";
    for (GgufTensorInfo info : infos.stream()
        .sorted(
            Comparator.comparingLong(GgufTensorInfo::offset).thenComparingLong(GgufTensorInfo::end))
        .toList()) {
      if (info.end() > dataBytes) {
        faults.add(
            "tensor %s: ends at byte %d of the data, but there are only %d: the file was cut short or its header is damaged",
            quoted(info.name()), info.end(), dataBytes);
      } else if (info.bytes() > 0 && info.offset() < end) {
        faults.add(
            "tensor %s: overlaps tensor %s, which ends at byte %d, but begins at %d",
            quoted(info.name()), quoted(before), end, info.offset());
      }
      if (info.end() > end) {
        end = info.end();
        before = info.name();
      }
    }
  }
}
