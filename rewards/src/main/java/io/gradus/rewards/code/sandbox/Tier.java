package io.gradus.rewards.code.sandbox;

/**
 * How strongly untrusted code is kept apart. There is no tier without bubblewrap: limits alone keep neither files nor network
 * from the code.
 */
public enum Tier {
  /**
   * One bubblewrap for each worker, and in it, for each run, fresh process, mount and IPC namespaces, no capability, resource
   * limits and a seccomp filter. Runs of one worker share the box's user and network namespace, one after the other.
   */
  FORK_SERVER,
  /** The same with a new bubblewrap for each run: runs share nothing but the kernel. Several times slower. */
  HARDENED
}
