package io.gradus.core.tensorfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.gradus.core.Excerpt;
import io.gradus.core.UserError;
import io.gradus.core.files.Disk;
import io.gradus.core.files.Faults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The JSON header of a safetensors file: {@code {name: {dtype, shape, data_offsets: [begin, end]}}}, with offsets from
 * the end of the header. No part of the header is used before the header was checked for consistency, also with the
 * file's size.
 *
 * @param metadata the free text under {@code __metadata__}
 * @param extents place of each tensor by name, in the order of the header
 */
public record SafetensorsHeader(Map<String, String> metadata, Map<String, Extent> extents) {

  private static final String METADATA = "__metadata__";
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** A tensor and the start of its data, in bytes after the header. */
  record Extent(TensorInfo info, long begin) {
    long end() {
      return begin + info.bytes();
    }
  }

  /**
   * Reads and checks a header.
   *
   * @param dataBytes number of bytes after the header
   * @throws UserError that names the file and the tensors at fault
   */
  static SafetensorsHeader parse(Path file, ByteBuffer utf8, long dataBytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new UserError("%s: the header is not UTF-8: the file is damaged".formatted(file), e);
    }
    if (!text.startsWith("{")) {
      throw new UserError(
          "%s: the header does not begin with '{': this is not a safetensors file".formatted(file));
    }
    Faults faults = new Faults(file);
    Map<String, String> metadata = new TreeMap<>();
    Map<String, Extent> extents = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals(METADATA)) {
          readMetadata(json, metadata);
        } else {
          readTensor(json, name, extents, faults);
        }
      }
      if (json.nextToken() != null) {
        throw new UserError(
            "%s: the header has more text after its JSON: the file is damaged".formatted(file));
      }
    } catch (JsonProcessingException e) {
      throw new UserError(
          "%s: the file is damaged, because its safetensors header is invalid: %s"
              .formatted(file, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new UserError("%s: the header cannot be read: %s".formatted(file, Disk.reason(e)), e);
    }
    checkLayout(extents.values(), dataBytes, faults);
    faults.refuse();
    return new SafetensorsHeader(metadata, extents);
  }

  private static void readMetadata(JsonParser json, Map<String, String> metadata)
      throws IOException {
    expect(json, json.currentToken(), JsonToken.START_OBJECT);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      expect(json, json.nextToken(), JsonToken.VALUE_STRING);
      metadata.put(key, json.getText());
    }
  }

  private static void readTensor(
      JsonParser json, String name, Map<String, Extent> extents, Faults faults) throws IOException {
    String dtype = null;
    long[] shape = null;
    long[] offsets = null;
    expect(json, json.currentToken(), JsonToken.START_OBJECT);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      switch (key) {
        case "dtype" -> {
          expect(json, value, JsonToken.VALUE_STRING);
          dtype = json.getText();
        }
        case "shape" -> shape = readLongs(json);
        case "data_offsets" -> offsets = readLongs(json);
        default -> {
          faults.add(
              "tensor %s: unknown key %s; known are dtype, shape, data_offsets",
              quoted(name), quoted(key));
          json.skipChildren();
        }
      }
    }
    if (dtype == null || shape == null || offsets == null) {
      faults.add("tensor %s: needs dtype, shape and data_offsets", quoted(name));
      return;
    }
    String fault = place(name, dtype, shape, offsets, extents);
    if (fault != null) {
      faults.add("tensor %s: %s", quoted(name), fault);
    }
  }

  /** Adds a tensor to the table, or returns the fault. */
  private static @Nullable String place(
      String name, String dtype, long[] shape, long[] offsets, Map<String, Extent> extents) {
    DType known = Arrays.stream(DType.values())
        .filter(d -> d.name().equals(dtype))
        .findFirst()
        .orElse(null);
    if (known == null) {
      return "unknown dtype %s; known are %s"
          .formatted(quoted(dtype), Arrays.toString(DType.values()));
    }
    TensorInfo info;
    try {
      info = new TensorInfo(name, known, shape);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]) {
      return "data_offsets must be [begin, end] with 0 <= begin <= end, but are %s"
          .formatted(Arrays.toString(offsets));
    }
    if (offsets[1] - offsets[0] != info.bytes()) {
      return "%s%s takes %d bytes, but the data_offsets %s span %d"
          .formatted(
              known,
              Arrays.toString(shape),
              info.bytes(),
              Arrays.toString(offsets),
              offsets[1] - offsets[0]);
    }
    extents.put(name, new Extent(info, offsets[0]));
    return null;
  }

  /** The tensors must fill the data exactly, without overlaps and gaps. */
  private static void checkLayout(Collection<Extent> extents, long dataBytes, Faults faults) {
    boolean complete = faults.isEmpty();
    List<Extent> sorted = extents.stream()
        .sorted(Comparator.comparingLong(Extent::begin).thenComparingLong(Extent::end))
        .toList();
    long end = 0;
    String before = "the header";
    for (Extent extent : sorted) {
      String name = quoted(extent.info().name());
      if (extent.end() > dataBytes) {
        faults.add(
            "tensor %s: ends at byte %d of the data, but there are only %d: the file was cut short or its header is damaged",
            name, extent.end(), dataBytes);
      } else if (extent.begin() < end) {
        faults.add(
            "tensor %s: overlaps %s, which ends at byte %d, but begins at %d",
            name, before, end, extent.begin());
      } else if (extent.begin() > end && complete) {
        faults.add(
            "tensor %s: %d bytes between it and %s belong to no tensor",
            name, extent.begin() - end, before);
      }
      if (extent.end() >= end) {
        end = extent.end();
        before = "tensor %s".formatted(name);
      }
    }
    if (end < dataBytes && complete && faults.isEmpty()) {
      faults.add("%d bytes after %s belong to no tensor", dataBytes - end, before);
    }
  }

  /** Quotes a name from an untrusted file for a message, with bounded length and without control characters. */
  static String quoted(String name) {
    return Excerpt.quoted(name);
  }

  private static long[] readLongs(JsonParser json) throws IOException {
    expect(json, json.currentToken(), JsonToken.START_ARRAY);
    List<Long> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT);
      values.add(json.getLongValue());
    }
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static void expect(JsonParser json, @Nullable JsonToken found, JsonToken expected)
      throws IOException {
    if (found != expected) {
      throw new JsonParseException(
          json,
          "%s expected at '%s', but found %s"
              .formatted(expected, json.getParsingContext().pathAsPointer(), found));
    }
  }

  /**
   * Makes the header for these tensors in the order of the reference implementation. They are sorted by dtype, the
   * widest first, so that all are aligned, and then by name. Equal tensors and metadata give equal bytes.
   */
  static SafetensorsHeader layOut(Map<String, String> metadata, Collection<TensorInfo> tensors) {
    Map<String, Extent> extents = new LinkedHashMap<>();
    long begin = 0;
    for (TensorInfo info : tensors.stream()
        .sorted(Comparator.comparing(TensorInfo::dtype).thenComparing(TensorInfo::name))
        .toList()) {
      if (info.name().equals(METADATA)
          || extents.put(info.name(), new Extent(info, begin)) != null) {
        throw new IllegalArgumentException(
            "tensor %s: the name occurs twice".formatted(quoted(info.name())));
      }
      begin = Math.addExact(begin, info.bytes());
    }
    return new SafetensorsHeader(new TreeMap<>(metadata), extents);
  }

  /** Returns the bytes of the header, padded with spaces so that the data begins at a multiple of 8. */
  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(METADATA);
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      for (Extent extent : extents.values()) {
        TensorInfo info = extent.info();
        json.writeObjectFieldStart(info.name());
        json.writeStringField("dtype", info.dtype().name());
        json.writeFieldName("shape");
        json.writeArray(info.shape(), 0, info.shape().length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {extent.begin(), extent.end()}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    while (bytes.size() % 8 != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  Set<String> names() {
    return extents.keySet();
  }

  long dataBytes() {
    return extents.values().stream().mapToLong(Extent::end).max().orElse(0);
  }
}
