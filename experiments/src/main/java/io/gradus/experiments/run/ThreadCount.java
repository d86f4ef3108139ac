package io.gradus.experiments.run;

import io.gradus.core.engine.Compute;
import io.gradus.experiments.progress.Progress;
import java.nio.file.Files;

/** The number of threads of native operations. Another number would give other last bits. */
public final class ThreadCount {
  private ThreadCount() {}

  /** Restores the original number of threads, unless the environment sets another one, and reports a difference. */
  public static void restore(RunDirectory directory, Progress progress) {
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
          "using %d thread(s) because of OMP_NUM_THREADS. The run began with %d, so the last bits will differ"
              .formatted(here, began));
      return;
    }
    Compute.threads(began);
    progress.note(
        "using the original %d thread(s) and not the %d of this machine, because another number gives other last bits"
            .formatted(Compute.threads(), here));
  }
}
