package io.gradus.core.architecture;

/**
 * Count of numbers that a block keeps from the forward to the backward pass, and of the temporary numbers of its
 * backward pass.
 *
 * @param token per token of the batch
 * @param query per place of attention's padded queries
 * @param key per place of attention's padded keys; a prompt counts once per completion that reads it
 * @param passing per token, while the block's backward pass runs
 */
public record KeptFloats(double token, double query, double key, double passing) {

  public KeptFloats plus(KeptFloats other) {
    return new KeptFloats(
        token + other.token,
        query + other.query,
        key + other.key,
        Math.max(passing, other.passing));
  }
}
