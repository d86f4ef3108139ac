package io.gradus.experiments.doctor;

import io.gradus.core.UserError;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.DeviceChoice;
import io.gradus.core.engine.MatmulChoice;
import java.util.List;

/** Checks that this machine has the GPU that the recipe names. */
final class DeviceCheck implements Check {
  @Override
  public String name() {
    return "device";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    DeviceChoice device = subject.recipe().device();
    if (!device.label().startsWith("gpu")) {
      return List.of(
          Finding.ok(name(), "device", "%s works on every machine".formatted(device.label())));
    }
    try {
      Compute found = Compute.choose(device, subject.recipe().dtype(), MatmulChoice.AUTO);
      return List.of(Finding.ok(name(), "device", found.device() + " is on this machine"));
    } catch (UserError e) {
      return List.of(new Finding(
          Severity.FAULT,
          name(),
          String.valueOf(e.getMessage()).replaceFirst("^device: ", ""),
          "device",
          "Train on a machine that has it, or set device: auto."));
    }
  }
}
