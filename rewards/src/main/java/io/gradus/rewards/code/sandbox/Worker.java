package io.gradus.rewards.code.sandbox;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One place in the pool of a sandbox. A worker has a box for runs and a box for the Java compiler, each started at
 * first use. A box is closed after a failure or after its share of runs, and the next run starts another box. Only one
 * thread may use a worker at a time, except for {@link #close} and {@link #box}.
 */
final class Worker implements AutoCloseable {
  private static final int RUNS_PER_BOX = 500;

  private final Host host;
  private final Tier tier;
  private volatile @Nullable ForkServer server;
  private volatile @Nullable JavaCompiler compiler;
  private volatile boolean closed;

  Worker(Host host, Tier tier) {
    this.host = host;
    this.tier = tier;
  }

  /**
   * Runs a request once.
   *
   * @throws IOException if the box failed
   */
  Ending run(Request request) throws IOException {
    ForkServer current = server;
    boolean kept = false;
    try {
      if (current == null || !current.alive()) {
        if (current != null) {
          current.close();
        }
        current = ForkServer.start(host);
        server = current;
      }
      refuseIfClosed();
      Ending ending = current.run(request);
      kept = tier == Tier.FORK_SERVER && current.runs() < RUNS_PER_BOX && current.alive();
      return ending;
    } finally {
      if (!kept && current != null) {
        server = null;
        current.close();
      }
    }
  }

  /**
   * Compiles a source once.
   *
   * @throws IOException if the box failed
   */
  Compiled compile(String source) throws IOException {
    JavaCompiler current = compiler;
    boolean kept = false;
    try {
      if (current == null) {
        current = JavaCompiler.start(host);
        compiler = current;
      }
      refuseIfClosed();
      Compiled compiled = current.compile(source);
      kept = current.alive();
      return compiled;
    } finally {
      if (!kept) {
        compiler = null;
        if (current != null) {
          current.close();
        }
      }
    }
  }

  /** Called after a box was started, because {@link #close} could not see that box yet. */
  private void refuseIfClosed() throws IOException {
    if (closed) {
      throw new IOException("the sandbox is closed");
    }
  }

  /** Returns the process id of the outer bubblewrap of the box for runs, if that box is open. */
  OptionalLong box() {
    ForkServer current = server;
    return current == null ? OptionalLong.empty() : OptionalLong.of(current.pid());
  }

  /** Ends both boxes. A run in progress fails. */
  @Override
  public void close() {
    closed = true;
    Optional.ofNullable(server).ifPresent(ForkServer::close);
    Optional.ofNullable(compiler).ifPresent(JavaCompiler::close);
    server = null;
    compiler = null;
  }
}
