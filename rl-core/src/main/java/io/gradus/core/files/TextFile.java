package io.gradus.core.files;

import io.gradus.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reader of text files of bounded size. A pipe or device is refused before it is opened. A file that is too large for
 * its kind, or grows while it is read, is refused before it fills the memory.
 */
public final class TextFile {

  private TextFile() {}

  /**
   * Refuses a path that leads to a pipe, a device or a folder. Opening a pipe would wait for its writer forever.
   *
   * @throws UserError that names the kind of file at the path, or reports that the file is missing
   */
  public static void requireRegular(Path file) {
    if (Files.isRegularFile(file)) {
      return;
    }
    throw new UserError(
        Files.isDirectory(file)
            ? "%s: is a folder, not a file".formatted(file)
            : Files.exists(file)
                ? "%s: is not an ordinary file but a pipe, a device or a socket. Use an ordinary file."
                    .formatted(file)
                : "%s: there is no such file".formatted(file));
  }

  /**
   * Reads a file of UTF-8 text.
   *
   * @param most the largest size in bytes
   * @throws UserError that names the file, if it is missing, not an ordinary file, larger, not UTF-8 or cannot be read
   */
  public static String read(Path file, int most) {
    requireRegular(file);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = Files.size(file) > most ? new byte[0] : in.readNBytes(most + 1);
      if (Files.size(file) > most || bytes.length > most) {
        throw new UserError(
            "%s: is larger than %,d bytes, the limit for files of this kind. Check that it is the right file"
                .formatted(file, most));
      }
    } catch (AccessDeniedException e) {
      throw new UserError(
          "%s: permission denied. Give yourself the right to read it.".formatted(file), e);
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(file, Disk.reason(e)), e);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UserError("%s: is not UTF-8 text".formatted(file), e);
    }
  }
}
