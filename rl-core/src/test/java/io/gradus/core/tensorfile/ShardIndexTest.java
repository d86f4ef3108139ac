package io.gradus.core.tensorfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardIndexTest {

  @TempDir
  Path folder;

  @Test
  void aSplitModelIsReadThroughItsIndex() throws IOException {
    shards(
        "{\"weight_map\":{\"a\":\"m-1.safetensors\",\"b\":\"m-2.safetensors\",\"c\":\"m-2.safetensors\"}}");
    try (Safetensors read = Safetensors.open(folder)) {
      assertThat(read.tensors()).extracting(TensorInfo::name).containsExactly("a", "b", "c");
      assertThat(read.read("a").floats()).containsExactly(1);
      assertThat(read.read("c").floats()).containsExactly(3);
    }
  }

  @Test
  void anIndexThatContradictsItsFilesIsRefusedWithAllFaults() throws IOException {
    shards(
        "{\"weight_map\":{\"a\":\"m-2.safetensors\",\"d\":\"m-1.safetensors\",\"e\":\"m-3.safetensors\"}}");
    assertThatThrownBy(() -> Safetensors.open(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(
            "m-1.safetensors: tensor 'd' is missing",
            "m-2.safetensors: tensor 'a' is missing",
            "m-3.safetensors: there is no such file");
    Safetensors.write(
        folder.resolve("m-2.safetensors"),
        Map.of(),
        List.of(RawTensor.of("a", new long[] {1}, new float[] {9})));
    shardIndex("{\"weight_map\":{\"a\":\"m-1.safetensors\",\"a2\":\"m-2.safetensors\"}}");
    assertThatThrownBy(() -> Safetensors.open(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("tensor 'a' is in");
  }

  @Test
  void anIndexCannotLeaveItsFolderOrNameAPickle() throws IOException {
    for (String file : List.of(
        "../m-1.safetensors",
        "/m-1.safetensors",
        "x/m.safetensors",
        "m.bin",
        "..\\\\m.safetensors")) {
      shardIndex("{\"weight_map\":{\"a\":\"%s\"}}".formatted(file));
      assertThatThrownBy(() -> Safetensors.open(folder))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("is not the name of a safetensors file in the same folder");
    }
    for (String index : List.of(
        "", "[]", "{}", "{\"weight_map\":3}", "{\"weight_map\":{}}", "{", "[".repeat(100_000))) {
      shardIndex(index);
      assertThatThrownBy(() -> Safetensors.open(folder)).isInstanceOf(UserError.class);
    }
  }

  private void shards(String index) throws IOException {
    Safetensors.write(
        folder.resolve("m-1.safetensors"),
        Map.of(),
        List.of(RawTensor.of("a", new long[] {1}, new float[] {1})));
    Safetensors.write(
        folder.resolve("m-2.safetensors"),
        Map.of(),
        List.of(
            RawTensor.of("b", new long[] {1}, new float[] {2}),
            RawTensor.of("c", new long[] {1}, new float[] {3})));
    shardIndex(index);
  }

  private void shardIndex(String index) throws IOException {
    Files.writeString(folder.resolve(Safetensors.INDEX), index);
  }
}
