package io.gradus.datasets;

import io.gradus.core.Dataset;
import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;
import io.gradus.datasets.combine.Balanced;
import io.gradus.datasets.combine.Contrast;
import io.gradus.datasets.combine.Mixture;
import io.gradus.datasets.combine.PartialSolutions;
import io.gradus.datasets.combine.Sorted;

/** The data sets that a recipe can name. */
public final class DatasetComponents implements ComponentTable {

  @Override
  public void list(Components components) {
    components
        .add(Dataset.class, "arithmetic", Arithmetic.class)
        .add(Dataset.class, "digit-chain", DigitChain.class)
        .add(Dataset.class, "countdown", Countdown.class)
        .add(Dataset.class, "countdown-file", CountdownFile.class)
        .add(Dataset.class, "file", FileDataset.class)
        .add(Dataset.class, "trl-file", TrlFile.class)
        .add(Dataset.class, "contrast", Contrast.class)
        .add(Dataset.class, "mixture", Mixture.class)
        .add(Dataset.class, "balanced", Balanced.class)
        .add(Dataset.class, "sorted", Sorted.class)
        .add(Dataset.class, "partial-solutions", PartialSolutions.class);
  }
}
