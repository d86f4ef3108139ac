package io.gradus.core;

/** Why a completion ended. */
public enum FinishReason {
  /** The policy emitted an end token: the completion's last token, which is learned. */
  STOP,
  /** The token budget ran out: the completion is truncated and has no end token. */
  LENGTH
}
