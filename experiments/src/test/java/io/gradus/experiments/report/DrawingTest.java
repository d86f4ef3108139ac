package io.gradus.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gradus.experiments.report.Figure.Line;
import io.gradus.experiments.report.Figure.Range;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawingTest {
  private static final int MARGIN = 4;

  @BeforeEach
  void assumeFonts() {
    Optional<String> trouble = Drawing.unavailable();
    assumeTrue(trouble.isEmpty(), () -> trouble.orElse(""));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 200, 0.2, 1, true",
    "0, 150, 0.34, 0.97, true",
    "1, 100000, 0, 100000, false",
    "200000, 200250, 0.2, 0.9, true",
    "1999000, 2000250, 0.2, 0.9, true",
    "17, 2000000, 1e-9, 3e-9, false",
    "1, 99, -123456.5, 123456.5, false",
    "1, 2, 15.02, 24.98, false",
    "1, 1, 5, 5, false"
  })
  void noLabelIsCutOffAtTheEdge(double first, double last, double low, double high, boolean percent)
      throws IOException {
    Figure figure = new Figure(
        "accuracy",
        "Accuracy on problems never trained on",
        "",
        percent,
        new Range(first, last),
        List.of(new Line(
            "a benchmark's name of a length that is met",
            0,
            true,
            first == last ? new double[] {first} : new double[] {first, last},
            first == last ? new double[] {low} : new double[] {low, high},
            new double[0],
            new double[0])),
        List.of(),
        "step");
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(Drawing.png(figure)));
    assertThat(inkOf(image, 0)).as("ink of the whole").isPositive();
    assertThat(inkOf(image, 0) - inkOf(image, MARGIN)).as("ink of the margin").isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "200, 200",
    "4250, '4,250'",
    "10000, 10k",
    "200050, 200.05k",
    "2e6, 2M",
    "1999001, 1.999001M"
  })
  void stepsAreShortAndExact(double step, String shown) {
    assertThat(Figure.step(step)).isEqualTo(shown);
  }

  /** Number of pixels inside a margin that are not white. */
  private static int inkOf(BufferedImage image, int margin) {
    int ink = 0;
    for (int x = margin; x < image.getWidth() - margin; x++) {
      for (int y = margin; y < image.getHeight() - margin; y++) {
        ink += (image.getRGB(x, y) | 0xFF000000) == Color.WHITE.getRGB() ? 0 : 1;
      }
    }
    return ink;
  }
}
