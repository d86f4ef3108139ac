package io.gradus.core.gguf;

import io.gradus.core.UserError;
import io.gradus.core.tensorfile.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;

/**
 * Mutates GGUF files and opens them: each is read whole, or refused by a {@link UserError} that names the file.
 *
 * <p>A program too, for many: {@code java -cp ... io.gradus.core.gguf.GgufFuzz 100000}.
 */
final class GgufFuzz {
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    5,
    9,
    12,
    13,
    31,
    255,
    1024,
    65_535,
    1 << 20,
    Integer.MAX_VALUE,
    0xffffffffL,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -8,
    Long.MAX_VALUE / 4,
    (1L << 62) + 3
  };

  private GgufFuzz() {}

  /** Says how many of so many mutations of a model were refused; each failure names its seed. */
  static int refused(Path folder, String model, int mutations) throws IOException {
    Path file = TinyModels.write(folder.resolve("model.gguf"), model, GgmlType.Q8_0);
    byte[] whole = Files.readAllBytes(file);
    int data;
    try (FileChannel channel = FileChannel.open(file)) {
      data = (int) GgufHeader.read(file, channel).dataStart();
    }
    int refused = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int seed = 0; seed < mutations; seed++) {
        byte[] mutant = mutate(whole, data, new Random(seed));
        channel.truncate(mutant.length);
        channel.write(ByteBuffer.wrap(mutant), 0);
        refused += isRefused(file, seed) ? 1 : 0;
      }
    }
    return refused;
  }

  private static boolean isRefused(Path file, int seed) {
    try (GgufModel model = GgufModel.open(file)) {
      for (TensorInfo tensor : model.tensors()) {
        long[] count = {0};
        model.stream(tensor.name(), (values, n) -> count[0] += n);
        if (count[0] != tensor.elements()) {
          throw new IllegalStateException(tensor + " is not as large as its header says");
        }
      }
      return false;
    } catch (UserError e) {
      if (!String.valueOf(e.getMessage()).startsWith(file + ": ")) {
        throw new AssertionError("mutation %d: does not name the file".formatted(seed), e);
      }
      return true;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("reproduce with: mutation " + seed, e);
    }
  }

  private static byte[] mutate(byte[] whole, int data, Random random) {
    byte[] bytes = whole.clone();
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int header = Math.min(data, bytes.length);
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      switch (random.nextInt(7)) {
        case 0 -> bytes[random.nextInt(header)] = (byte) random.nextInt(256);
        case 1 -> bytes[random.nextInt(header)] ^= (byte) (1 << random.nextInt(8));
        case 2 -> in.putLong(random.nextInt(header - 8), number(random));
        case 3 -> in.putInt(random.nextInt(header - 8), (int) number(random));
        case 4 -> // the version and the counts
          in.putLong(8 * random.nextInt(3), number(random));
        case 5 -> bytes = copied(bytes, header, random);
        default -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return random.nextInt(20) == 0
        ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1000))
        : bytes;
  }

  private static long number(Random random) {
    return random.nextInt(4) == 0 ? random.nextLong() : NUMBERS[random.nextInt(NUMBERS.length)];
  }

  /** Puts a part of the header over another, or between two, so that what follows has moved. */
  private static byte[] copied(byte[] bytes, int header, Random random) {
    int length = 1 + random.nextInt(Math.min(64, header - 1));
    int from = random.nextInt(header - length);
    int to = random.nextInt(header - length);
    if (random.nextBoolean()) {
      System.arraycopy(bytes, from, bytes, to, length);
      return bytes;
    }
    return ByteBuffer.allocate(bytes.length + length)
        .put(bytes, 0, to)
        .put(bytes, from, length)
        .put(bytes, to, bytes.length - to)
        .array();
  }

  /** Mutates a dense model and one with experts and latent attention, half of the number each. */
  public static void main(String[] arguments) throws IOException {
    int mutations = Integer.parseInt(arguments[0]);
    Path folder = Files.createTempDirectory("gguf-fuzz");
    long start = System.nanoTime();
    int refused = refused(folder, "llama with biases", mutations / 2)
        + refused(folder, "deepseek_v3", mutations - mutations / 2);
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        "%d mutations, %d refused, no other exception, %.1f s, heap of %d MiB, of %d allowed%n",
        mutations,
        refused,
        (System.nanoTime() - start) / 1e9,
        runtime.totalMemory() >> 20,
        runtime.maxMemory() >> 20);
    Files.delete(folder.resolve("model.gguf"));
    Files.delete(folder);
  }
}
