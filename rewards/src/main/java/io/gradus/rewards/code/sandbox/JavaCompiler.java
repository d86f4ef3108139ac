package io.gradus.rewards.code.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gradus.rewards.code.box.CompileServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A box with one warm JVM that runs the Java compiler. No code of a sample runs in the box, because annotation
 * processing is off.
 */
final class JavaCompiler implements AutoCloseable {
  private static final int MEMORY_MB = 384;

  /** Limits for one source: processor time and wall time, s. */
  private static final double CPU_SECONDS = 15;

  private static final double WALL_SECONDS = 120;
  private static final int LARGEST = CompileServer.MOST_BYTES;

  /** The JVM is long-lived, so the wall time of each request bounds its processor time. */
  private static final Limits LIMITS = new Limits(600, 2 * MEMORY_MB, 16, 64);

  private final Box box;

  private JavaCompiler(Box box) {
    this.box = box;
  }

  static JavaCompiler start(Host host) throws IOException {
    Box box = Box.start(host, Scripts.bootstrap());
    try {
      Map<String, byte[]> files = new LinkedHashMap<>();
      for (Class<?> type : CompileServer.classes()) {
        files.put("ours/" + type.getName().replace('.', '/') + ".class", Scripts.classFile(type));
      }
      List<String> argv = new ArrayList<>(Jvm.forCompiler(host, MEMORY_MB));
      argv.addAll(List.of("-cp", "/tmp/ours", CompileServer.class.getName()));
      Request request = Request.command(argv, files, new byte[0], LIMITS, 0);
      box.limit(request);
      Scripts.send(box.in, argv, files, request);
      return new JavaCompiler(box);
    } catch (IOException e) {
      String complaints = box.complaints();
      box.close();
      throw new IOException(complaints.isEmpty() ? "the box did not start" : complaints, e);
    }
  }

  /**
   * Compiles a source. If the compiler runs out of time or memory, the source does not compile.
   *
   * @throws IOException if the box failed; do not use the box again
   */
  Compiled compile(String source) throws IOException {
    long begun = System.nanoTime();
    double before = box.cpuSeconds();
    AtomicBoolean exhausted = new AtomicBoolean();
    ScheduledFuture<?> deadline = box.killWhen(() -> {
      exhausted.set(box.cpuSeconds() - before >= CPU_SECONDS);
      return exhausted.get() || System.nanoTime() - begun >= WALL_SECONDS * 1e9;
    });
    try {
      byte[] text = source.getBytes(UTF_8);
      box.in.writeInt(text.length);
      box.in.write(text);
      box.in.flush();
      int count = box.out.readInt();
      if (count == 0) {
        return new Compiled(Map.of(), new String(part(), UTF_8));
      }
      if (count < 0 || count > CompileServer.MOST_CLASSES) {
        throw new IOException("the box does not speak the protocol");
      }
      Map<String, byte[]> classes = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        classes.put(new String(part(), UTF_8), part());
      }
      return new Compiled(classes, "");
    } catch (IOException e) {
      if (exhausted.get()) {
        return new Compiled(
            Map.of(), "the compiler did not finish within %.0f s".formatted(CPU_SECONDS));
      }
      String complaints = box.complaints();
      throw new IOException(complaints.isEmpty() ? "the box ended" : complaints, e);
    } finally {
      deadline.cancel(false);
    }
  }

  boolean alive() {
    return box.alive();
  }

  private byte[] part() throws IOException {
    int size = box.out.readInt();
    if (size < 0 || size > LARGEST) {
      throw new IOException("the box does not speak the protocol");
    }
    return box.read(size);
  }

  @Override
  public void close() {
    box.close();
  }
}
