package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.architecture.Decoder;
import io.gradus.core.tensorfile.Hashes;
import io.gradus.core.tensorfile.RawTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TensorSetTest {
  /** As an embedding of more than 2 GiB is read, which no Java buffer holds. */
  @Test
  void aTensorInPiecesIsTheSameTensor() {
    Decoder decoder = TinyPolicy.decoder(4, 2, false);
    Map<String, float[]> weights = TinyPolicy.weights(decoder, 11, 3);
    try (Policy policy = TinyPolicy.of(decoder, 11, weights)) {
      List<RawTensor> cut = new ArrayList<>();
      weights.forEach((name, values) -> {
        RawTensor tensor = policy.tensors().read(name, 40);
        assertThat(tensor.pieces()).hasSize((values.length + 9) / 10);
        assertThat(tensor.floats()).containsExactly(values);
        cut.add(tensor);
      });
      assertThat(Hashes.tensors(cut)).isEqualTo(Hashes.tensors(policy.tensors()));
    }
  }
}
