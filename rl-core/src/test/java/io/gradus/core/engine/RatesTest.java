package io.gradus.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatesTest {
  @ParameterizedTest(name = "MKL {0}, oneDNN {1} GFLOP/s: {2}")
  @CsvSource({
    "140, 168, MKL",
    "170, 90, MKL",
    "100, 139, MKL",
    "100, 141, ONEDNN",
    "190, 365, ONEDNN"
  })
  void oneDnnIsTakenOnlyWhereItIsClearlyFaster(double mkl, double onednn, Matmul taken) {
    assertThat(new Rates(mkl, onednn, 0).preferred()).isEqualTo(taken);
  }
}
