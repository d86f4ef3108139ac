package io.gradus.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void everyLayerOfAShapeWithExpertsIsAMixture() {
    Shape sparse = Shape.tiny(2, 2, 4, 8).withExperts(8);
    assertThat(sparse.decoder().transformer().mixtures())
        .hasSize(6)
        .allSatisfy(mixture -> assertThat(mixture.hidden()).isEqualTo(192));
  }
}
