package io.gradus.rewards.code.sandbox;

import io.gradus.core.UserError;
import org.junit.jupiter.api.Assumptions;

/** The sandbox for tests. */
public final class OpenSandbox {
  private OpenSandbox() {}

  /** The shared one; where the machine gives none, the test is skipped with the reason. */
  public static Sandbox orSkip(Tier tier) {
    try {
      return Sandbox.shared(tier);
    } catch (UserError e) {
      return Assumptions.<Sandbox>abort("no sandbox, so no code is run: " + e.getMessage());
    }
  }
}
