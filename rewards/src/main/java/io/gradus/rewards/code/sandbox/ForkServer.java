package io.gradus.rewards.code.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.concurrent.ScheduledFuture;

/** A box in which the Python fork server runs, with the protocol between the box and this process. */
final class ForkServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Factor on the wall limit after which this side ends the box. The box enforces the limit itself, and may stretch it
   * fourfold on a busy machine.
   */
  private static final long STRETCH = 4;

  private static final long PATIENCE = 10;

  private static final int LARGEST_HEADER = 1 << 20;
  private static final int LARGEST_OUTPUT = 1 << 30;

  private final Box box;

  private ForkServer(Box box) {
    this.box = box;
  }

  static ForkServer start(Host host) throws IOException {
    Box box = Box.start(host, Scripts.bootstrap());
    try {
      Scripts.send(box.in);
      return new ForkServer(box);
    } catch (IOException e) {
      String complaints = box.complaints();
      box.close();
      throw new IOException(complaints.isEmpty() ? "the box did not start" : complaints, e);
    }
  }

  /**
   * Runs a request.
   *
   * @throws IOException if the box failed; do not use the box again
   */
  Ending run(Request request) throws IOException {
    long begun = System.nanoTime();
    long seconds = STRETCH * request.limits().wallSeconds() + PATIENCE;
    long kills = box.memoryKills();
    ScheduledFuture<?> deadline = box.killAfter(seconds);
    try {
      box.limit(request);
      byte[] header = JSON.writeValueAsBytes(request.header());
      box.in.writeInt(header.length);
      box.in.write(header);
      for (byte[] part : request.parts()) {
        box.in.write(part);
      }
      box.in.flush();
      JsonNode answer = JSON.readTree(read(box.out.readInt(), LARGEST_HEADER));
      byte[] stdout = read(answer.path("blobs").path(0).asInt(), LARGEST_OUTPUT);
      byte[] stderr = read(answer.path("blobs").path(1).asInt(), LARGEST_OUTPUT);
      if (box.runs++ == 0) {
        box.remember();
      }
      return Ending.of(answer, stdout, stderr);
    } catch (IOException e) {
      String complaints = box.complaints();
      double wall = (System.nanoTime() - begun) / 1e9;
      if (wall >= seconds) {
        return Ending.overLimit("wall", wall);
      }
      if (box.memoryKills() > kills) {
        // The kernel killed a trusted process of the box.
        return Ending.overLimit("memory", wall);
      }
      throw new IOException(complaints.isEmpty() ? "the box ended" : complaints, e);
    } finally {
      deadline.cancel(false);
    }
  }

  private byte[] read(int size, int most) throws IOException {
    if (size < 0 || size > most) {
      throw new IOException("the box does not speak the protocol");
    }
    return box.read(size);
  }

  int runs() {
    return box.runs;
  }

  boolean alive() {
    return box.alive();
  }

  long pid() {
    return box.pid();
  }

  @Override
  public void close() {
    box.close();
  }
}
