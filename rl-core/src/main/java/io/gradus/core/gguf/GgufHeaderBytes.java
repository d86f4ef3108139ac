package io.gradus.core.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Writer of the header of a GGUF file of version 3, little-endian. */
final class GgufHeaderBytes {
  private static final int VERSION = 3;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private GgufHeaderBytes() {}

  /**
   * Returns the header, padded to the alignment.
   *
   * @param metadata an Integer is written as UINT32, a Float as FLOAT32; in a list an Integer as INT32
   */
  static byte[] of(Map<String, Object> metadata, Collection<GgufTensorInfo> tensors) {
    GgufHeaderBytes header = new GgufHeaderBytes();
    header.putInt(GgufHeader.MAGIC);
    header.putInt(VERSION);
    header.putLong(tensors.size());
    header.putLong(metadata.size());
    metadata.forEach(header::putKey);
    for (GgufTensorInfo tensor : tensors) {
      header.putString(tensor.name());
      header.putInt(tensor.shape().length);
      for (int i = tensor.shape().length - 1; i >= 0; i--) {
        header.putLong(tensor.shape()[i]);
      }
      header.putInt(tensor.type().id());
      header.putLong(tensor.offset());
    }
    while (header.out.size() % GgufHeader.DEFAULT_ALIGNMENT != 0) {
      header.out.write(0);
    }
    return header.out.toByteArray();
  }

  private void putKey(String key, Object value) {
    putString(key);
    if (value instanceof List<?> list) {
      putInt(GgufValueType.ARRAY.id());
      putInt(
          list.isEmpty() ? GgufValueType.STRING.id() : type(list.get(0), true).id());
      putLong(list.size());
      list.forEach(this::putValue);
    } else {
      putInt(type(value, false).id());
      putValue(value);
    }
  }

  private static GgufValueType type(Object value, boolean inList) {
    if (value instanceof String) {
      return GgufValueType.STRING;
    }
    if (value instanceof Boolean) {
      return GgufValueType.BOOL;
    }
    if (value instanceof Float) {
      return GgufValueType.FLOAT32;
    }
    return inList ? GgufValueType.INT32 : GgufValueType.UINT32;
  }

  private void putValue(Object value) {
    if (value instanceof String text) {
      putString(text);
    } else if (value instanceof Boolean flag) {
      out.write(flag ? 1 : 0);
    } else if (value instanceof Float number) {
      putInt(Float.floatToRawIntBits(number));
    } else {
      putInt((Integer) value);
    }
  }

  private void putString(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putLong(utf8.length);
    out.writeBytes(utf8);
  }

  private void putInt(int value) {
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private void putLong(long value) {
    out.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }
}
