package io.gradus.experiments.harness;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.gradus.core.UserError;
import io.gradus.core.files.Disk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fingerprint of a model's files: names, sizes and evenly spaced pieces. The fingerprint shows whether a checkpoint or
 * a quantisation has changed, without reading gigabytes.
 */
public final class Fingerprint {
  private static final int PIECES = 64;
  private static final int PIECE = 4_096;
  private static final int DIGITS = 16;

  private Fingerprint() {}

  /**
   * Fingerprint of a file, or of the files of a folder without its subfolders.
   *
   * @throws UserError if a file cannot be read
   */
  public static String of(Path model) {
    Hasher hasher = Hashing.sha256().newHasher();
    try {
      if (Files.isDirectory(model)) {
        List<Path> files;
        try (Stream<Path> all = Files.list(model)) {
          files = all.filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .sorted()
              .toList();
        }
        for (Path file : files) {
          hasher.putString(file.getFileName().toString(), StandardCharsets.UTF_8);
          add(hasher, file);
        }
      } else {
        add(hasher, model);
      }
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(model, Disk.reason(e)), e);
    }
    return hasher.hash().toString().substring(0, DIGITS);
  }

  private static void add(Hasher hasher, Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long size = file.length();
      hasher.putLong(size);
      byte[] piece = new byte[PIECE];
      for (int i = 0; i < PIECES; i++) {
        file.seek(Math.max(0, size - PIECE) / (PIECES - 1) * i);
        int read = file.read(piece);
        hasher.putBytes(piece, 0, Math.max(0, read));
      }
    }
  }
}
