package io.gradus.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {
  @ParameterizedTest(name = "{0} with {1}: {2} of dtype {3}")
  @CsvSource({
    "AuthenticAMD, avx2, MKL, float32",
    "AuthenticAMD, avx2 avx512f, ONEDNN, float32",
    "AuthenticAMD, avx2 avx512f avx512_bf16, ONEDNN, float32",
    "GenuineIntel, avx2, MKL, float32",
    "GenuineIntel, avx2 avx512f, MKL, float32",
    "GenuineIntel, avx2 avx512f amx_bf16, BFLOAT16, bfloat16",
    "'', '', MKL, float32",
  })
  void theKindOfProcessorAloneDecides(String vendor, String features, Matmul chosen, String dtype) {
    Processor processor =
        new Processor("amd64", vendor, Set.copyOf(Arrays.asList(features.split(" "))));
    for (int i = 0; i < 3; i++) {
      Compute.Choice choice =
          Compute.choice(new DeviceChoice("cpu"), Precision.AUTO, MatmulChoice.AUTO, processor);
      assertThat(choice.compute()).isEqualTo(new Compute("cpu", chosen));
      assertThat(choice.compute().matmul().dtype()).isEqualTo(dtype);
      assertThat(choice.why()).isEqualTo("the kind of processor: " + processor);
    }
  }

  @Test
  void whatARecipeNamesIsNotOverruled() {
    Processor amx = new Processor("amd64", "GenuineIntel", Set.of("avx512f", "amx_bf16"));
    assertThat(Compute.choice(new DeviceChoice("cpu"), Precision.FLOAT32, MatmulChoice.ONEDNN, amx)
            .compute()
            .matmul())
        .isEqualTo(Matmul.ONEDNN);
    assertThat(Compute.choice(new DeviceChoice("cpu"), Precision.FLOAT32, MatmulChoice.AUTO, amx)
            .compute()
            .matmul())
        .isEqualTo(Matmul.MKL);
    assertThat(Compute.choice(new DeviceChoice("cpu"), Precision.BFLOAT16, MatmulChoice.MKL, amx)
            .compute()
            .matmul())
        .isEqualTo(Matmul.BFLOAT16);
    assertThat(
            Compute.choice(new DeviceChoice("cpu"), Precision.FLOAT32, MatmulChoice.MEASURED, amx)
                .why())
        .isEqualTo("measured when the run began");
  }

  @Test
  void theDescriptionOfLinuxIsRead() {
    Processor read = Processor.of(
        "amd64",
        List.of(
            "processor\t: 0",
            "vendor_id\t: AuthenticAMD",
            "flags\t\t: fpu avx2 avx512f",
            "vendor_id\t: Other"));
    assertThat(read)
        .isEqualTo(new Processor("amd64", "AuthenticAMD", Set.of("fpu", "avx2", "avx512f")));
    assertThat(read).hasToString("AuthenticAMD with AVX-512");
    assertThat(Processor.of("aarch64", List.of())).hasToString("aarch64");
    assertThat(Processor.here()).isEqualTo(Processor.here());
  }
}
