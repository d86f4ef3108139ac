package io.gradus.core.architecture;

/**
 * Numbers that a block keeps between a forward pass and its backward pass, and the most that its backward makes besides.
 *
 * @param token for each token of the batch
 * @param query for each place of attention's padded queries
 * @param key for each place of attention's padded keys: a prompt counts once for every completion that reads it
 * @param passing for each token, while the block's backward runs
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
