package io.gradus.experiments.doctor;

import io.gradus.core.Reward;
import io.gradus.core.UserError;
import io.gradus.experiments.doctor.Subject.Placed;
import io.gradus.rewards.code.CodeTests;
import io.gradus.rewards.code.sandbox.Sandbox;
import io.gradus.rewards.code.sandbox.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Checks with the sandbox's own probe that this machine supports the sandbox tier of the code rewards. */
final class SandboxCheck implements Check {
  @Override
  public String name() {
    return "sandbox";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Placed<Reward> reward : subject.rewards()) {
      for (Placed<CodeTests> code : Nested.within(reward.key(), reward.value(), CodeTests.class)) {
        findings.add(probe(code.key() + ".sandbox", code.value().sandbox()));
      }
    }
    return findings;
  }

  private Finding probe(String key, Tier asked) {
    try (Sandbox sandbox = Sandbox.open(asked, 1)) {
      String given =
          "%s works on this machine; limits: %s".formatted(label(sandbox.tier()), sandbox.limits());
      return asked == Tier.HARDENED ? Finding.ok(name(), key, given) : hardened(key, given);
    } catch (UserError e) {
      return new Finding(
          Severity.FAULT,
          name(),
          String.valueOf(e.getMessage()),
          key,
          "See docs/sandbox.md for the requirements of each tier.");
    }
  }

  private Finding hardened(String key, String given) {
    try (Sandbox stronger = Sandbox.open(Tier.HARDENED, 1)) {
      return Finding.ok(name(), key, given + "; %s works too".formatted(label(stronger.tier())));
    } catch (UserError e) {
      return new Finding(
          Severity.NOTE,
          name(),
          "%s; hardened does not work (%s)".formatted(given, e.getMessage()),
          key,
          "");
    }
  }

  private static String label(Tier tier) {
    return tier.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
