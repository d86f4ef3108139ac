package io.gradus.rewards.code.sandbox;

/**
 * Strength of the isolation of untrusted code. There is no tier without bubblewrap, because limits alone protect
 * neither files nor network.
 */
public enum Tier {
  /**
   * One bubblewrap for each worker. Each run has fresh process, mount and IPC namespaces, no capability, resource
   * limits and a seccomp filter. Consecutive runs of one worker share the box's user and network namespace.
   */
  FORK_SERVER,
  /** In addition, each run has a new bubblewrap, so runs share only the kernel. This tier is several times slower. */
  HARDENED
}
