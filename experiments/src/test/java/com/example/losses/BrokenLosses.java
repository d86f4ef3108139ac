package com.example.losses;

import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;

/** Faulty losses of a user, each with another fault. */
public final class BrokenLosses {
  private BrokenLosses() {}

  /** Throws. */
  public record Throwing() implements PolicyLoss {
    @Override
    public void add(SequenceLoss sequence) {
      throw new IllegalStateException("not today");
    }
  }

  /** Reads past the last token. */
  public record Beyond() implements PolicyLoss {
    @Override
    public void add(SequenceLoss sequence) {
      sequence.addPolicyLoss(sequence.length(), 0, sequence.ratio(sequence.length()));
    }
  }

  /** Throws the error of a loss that was compiled against another version. */
  public record OfAnotherVersion() implements PolicyLoss {
    @Override
    public void add(SequenceLoss sequence) {
      throw new NoSuchMethodError("meanLogRatio");
    }
  }

  /** Has a NaN slope. */
  public record NotANumber() implements PolicyLoss {
    @Override
    public void add(SequenceLoss sequence) {
      sequence.addPolicyLoss(0, 0, Double.NaN);
    }
  }

  /** Adds nothing. */
  public record Nothing() implements PolicyLoss {
    @Override
    public void add(SequenceLoss sequence) {}
  }

  /** Makes tokens with a positive advantage less likely. */
  public record UpsideDown() implements PolicyLoss {
    @Override
    public void add(SequenceLoss sequence) {
      for (int t = 0; t < sequence.length(); t++) {
        sequence.addPolicyLoss(t, 0, sequence.ratio(t) * sequence.advantage(t));
      }
    }
  }
}
