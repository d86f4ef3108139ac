package io.gradus.experiments.cli;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output as a stream that throws if its reader has ended, as with {@code | head}. {@link System#out} does not
 * throw in this case.
 */
final class StandardOutput extends OutputStream {
  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    System.out.write(bytes, from, length);
    check();
  }

  @Override
  public void flush() throws IOException {
    check();
  }

  private static void check() throws IOException {
    if (System.out.checkError()) {
      throw new IOException("standard output is closed");
    }
  }
}
