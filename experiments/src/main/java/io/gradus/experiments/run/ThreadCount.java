package io.gradus.experiments.run;

import io.gradus.core.engine.Compute;
import io.gradus.experiments.progress.Progress;
import java.nio.file.Files;

/** The number of threads of native operations: another number gives other last bits. */
final class ThreadCount {
  private ThreadCount() {}

  /** Takes the number that the run began with, unless the environment sets another one; says so where they differ. */
  static void restore(RunDirectory directory, Progress progress) {
    if (!Files.exists(directory.provenance())) {
      return;
    }
    int began = Provenance.threads(directory.provenance());
    int here = Compute.threads();
    if (began == here) {
      return;
    }
    if (System.getenv("OMP_NUM_THREADS") != null) {
      progress.note(
          "going on with %d thread(s), as OMP_NUM_THREADS says; the run began with %d: the last bits will differ"
              .formatted(here, began));
      return;
    }
    Compute.threads(began);
    progress.note(
        "going on with the %d thread(s) that the run began with, not the %d of this machine: another number gives other last bits"
            .formatted(Compute.threads(), here));
  }
}
