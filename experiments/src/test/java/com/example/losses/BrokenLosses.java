package com.example.losses;

import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;

/** Losses of a user's own that are wrong, each in its way. */
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

  /** Was compiled against another version: what the virtual machine throws then. */
  public record OfAnotherVersion() implements PolicyLoss {
    @Override
    public void add(SequenceLoss sequence) {
      throw new NoSuchMethodError("meanLogRatio");
    }
  }

  /** Has a slope that is no number. */
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

  /** Makes good tokens less likely. */
  public record UpsideDown() implements PolicyLoss {
    @Override
    public void add(SequenceLoss sequence) {
      for (int t = 0; t < sequence.length(); t++) {
        sequence.addPolicyLoss(t, 0, sequence.ratio(t) * sequence.advantage(t));
      }
    }
  }
}
