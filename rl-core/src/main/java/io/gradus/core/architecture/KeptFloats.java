package io.gradus.core.architecture;

/**
 * How many numbers a block keeps from the forward to the backward pass, and how many temporary numbers its backward
 * pass needs.
 *
 * @param token kept numbers per token of the batch
 * @param query kept numbers per place of attention's padded queries
 * @param key kept numbers per place of attention's padded keys; a prompt counts once per completion that reads it
 * @param passing temporary numbers per token while the block's backward pass runs
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
