package io.gradus.experiments.benchmark;

/**
 * A message of a chat.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 */
public record Message(String role, String content) {
  static Message user(String content) {
    return new Message("user", content);
  }

  static Message assistant(String content) {
    return new Message("assistant", content);
  }

  static Message system(String content) {
    return new Message("system", content);
  }
}
