package io.gradus.core.tensorfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashesTest {
  private static final RawTensor A = RawTensor.of("a", new long[] {2, 1}, new float[] {1, 2});
  private static final RawTensor B = RawTensor.of("b", new long[] {1}, new float[] {3});

  @Test
  void theOrderOfTheTensorsDoesNotMatter() {
    List<RawTensor> tensors = new ArrayList<>(SafetensorsTest.oneOfEachDtype());
    String hash = Hashes.tensors(tensors);
    Collections.reverse(tensors);
    assertThat(Hashes.tensors(tensors)).isEqualTo(hash).matches("[0-9a-f]{64}");
  }

  @Test
  void nameShapeDtypeAndEveryByteMatter() {
    assertThat(List.of(
            Hashes.tensors(List.of()),
            Hashes.tensors(List.of(A)),
            Hashes.tensors(List.of(A, B)),
            Hashes.tensors(List.of(RawTensor.of("c", new long[] {2, 1}, new float[] {1, 2}))),
            Hashes.tensors(List.of(RawTensor.of("a", new long[] {1, 2}, new float[] {1, 2}))),
            Hashes.tensors(List.of(RawTensor.of("a", new long[] {2, 1}, new float[] {1, -2}))),
            Hashes.tensors(List.of(RawTensor.of("a", DType.I32, new long[] {2, 1}, A.data())))))
        .doesNotHaveDuplicates();
  }

  @Test
  void aNameThatIsThereTwiceIsRefused() {
    assertThatThrownBy(() -> Hashes.tensors(List.of(A, B, A)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor 'a' occurs twice");
  }

  @Test
  void theHashOfAFileIsItsSha256(@TempDir Path folder) throws Exception {
    assertThat(Hashes.file(Files.writeString(folder.resolve("abc"), "abc")))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
