package io.gradus.core.gguf;

import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A GGUF file put together by hand, right or wrong. */
final class RawFile {
  private final Map<String, Object> metadata;
  private final List<GgufTensorInfo> infos = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  private RawFile(Map<String, Object> metadata) {
    this.metadata = new LinkedHashMap<>(metadata);
  }

  static RawFile of(Map<String, Object> metadata) {
    return new RawFile(metadata);
  }

  RawFile weights(List<Weight> weights, Map<String, RawTensor> tensors) throws IOException {
    for (Weight weight : weights) {
      for (TensorInfo stored : weight.stored()) {
        GgufTensorInfo info =
            new GgufTensorInfo(stored.name(), GgmlType.F32, stored.shape(), data.size());
        GgufOutput out = new GgufOutput(Channels.newChannel(data), info);
        weight.store(stored, name -> TinyModels.floats(tensors, name), out);
        out.finish();
        infos.add(info);
      }
    }
    return this;
  }

  /** A tensor that is claimed to be somewhere; zeros are added until the data is as long as it ends. */
  RawFile tensor(String name, GgmlType type, long offset, long... shape) {
    GgufTensorInfo info = new GgufTensorInfo(name, type, shape, offset);
    infos.add(info);
    while (data.size() < info.end()) {
      data.write(0);
    }
    return this;
  }

  RawFile without(String name) {
    infos.removeIf(info -> info.name().equals(name));
    return this;
  }

  byte[] bytes() {
    byte[] header = GgufHeaderBytes.of(metadata, infos);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(header);
    all.writeBytes(data.toByteArray());
    return all.toByteArray();
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes());
  }
}
