package io.gradus.datasets;

import io.gradus.core.Excerpt;
import io.gradus.core.component.Suggestion;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * A file of rows on disk: plain, {@code .gz}, or in a {@code .zip}, {@code .tar}, {@code .tar.gz} or {@code .tgz}. It
 * is read as a stream and never unpacked to disk.
 *
 * @param entry file within an archive; optional if the archive has only one candidate
 * @param maxMegabytes limit of the expanded size, in MiB
 */
record DataFile(Path path, Optional<String> entry, int maxMegabytes) {

  /** The bytes of the rows, and their name in messages. */
  record Opened(String name, InputStream bytes) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }

  /** Opens the rows. The stream is bounded; closing it closes the file. */
  Opened open() throws BadInput {
    requireRegularFile();
    String name = path.toString().toLowerCase(Locale.ROOT);
    boolean tar = name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz");
    boolean archive = tar || name.endsWith(".zip");
    if (!archive && entry.isPresent()) {
      throw new BadInput("%s: is not an archive, but entry is '%s'. Remove entry"
          .formatted(path, entry.orElseThrow()));
    }
    try {
      if (archive) {
        Archive source = tar ? new TarArchive(this) : new ZipArchive(this);
        String chosen = Archive.choose(path, entry, source.entries());
        InputStream bytes = source.open(chosen);
        return new Opened(path + "!" + chosen, unzipped(chosen, bytes));
      }
      return new Opened(path.toString(), unzipped(name, Files.newInputStream(path)));
    } catch (BadInput e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  /** Opens the rows at any place. A file that is packed is unpacked in memory, within its bounds. */
  SeekableByteChannel seekable(Opened opened) throws IOException {
    boolean packed = !opened.name().equals(path.toString())
        || opened.name().toLowerCase(Locale.ROOT).endsWith(".gz");
    return packed
        ? new SeekableInMemoryByteChannel(opened.bytes().readAllBytes())
        : Files.newByteChannel(path);
  }

  /** Returns the fault of a container that cannot be decoded. */
  BadInput damaged(Exception e) {
    return new BadInput(
        "%s: cannot be read as the format in its name: %s. The file is cut short or damaged, or its name is wrong. Download or copy it again."
            .formatted(path, reason(e)),
        e);
  }

  /** Returns a decoder's message, or a default, because decoders' exceptions often have no message. */
  static String reason(Exception e) {
    return e instanceof EOFException
        ? "it ends too early"
        : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Bounds a stream, and decompresses it if its name ends in {@code .gz}. */
  InputStream unzipped(String name, InputStream bytes) throws IOException {
    try {
      boolean gzip = name.toLowerCase(Locale.ROOT).matches(".*\\.(gz|tgz)");
      return bounded(gzip ? gzip(bytes) : bytes);
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  Bounded bounded(InputStream bytes) throws IOException {
    return new Bounded(bytes, path.toString(), Files.size(path), maxMegabytes);
  }

  private static InputStream gzip(InputStream bytes) throws IOException {
    return GzipCompressorInputStream.builder()
        .setInputStream(new BufferedInputStream(bytes, 1 << 16))
        .setDecompressConcatenated(true)
        .get();
  }

  private void requireRegularFile() throws BadInput {
    if (Files.isRegularFile(path)) {
      if (!Files.isReadable(path)) {
        throw new BadInput("%s: permission denied. Check the file's permissions".formatted(path));
      }
      return;
    }
    if (Files.isDirectory(path)) {
      throw new BadInput(
          "%s: is a directory. Name one of its files%s".formatted(path, inWords(names(path))));
    }
    if (Files.exists(path)) {
      throw new BadInput("%s: is not an ordinary file".formatted(path));
    }
    if (Files.isSymbolicLink(path)) {
      throw new BadInput("%s: is a symbolic link to a file that does not exist".formatted(path));
    }
    Path folder = path.toAbsolutePath().getParent();
    while (folder != null && !Files.isDirectory(folder)) {
      folder = folder.getParent();
    }
    Path there = folder == null ? path.toAbsolutePath() : folder;
    String missing = there.relativize(path.toAbsolutePath()).getName(0).toString();
    String hint = Suggestion.didYouMean(missing, names(there));
    throw new BadInput("%s: does not exist: %s has no '%s'.%s"
        .formatted(
            path, there, missing, hint.isEmpty() ? " It holds" + inWords(names(there)) : hint));
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.limit(10_000).map(p -> p.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Lists names for a message: {@code ": a, b, c ... (17 in all)"}. */
  static String inWords(List<String> names) {
    if (names.isEmpty()) {
      return " nothing";
    }
    String some = names.stream()
        .limit(8)
        .map(name -> Excerpt.printable(name, 120))
        .collect(Collectors.joining(", "));
    return ": " + some + (names.size() > 8 ? " ... (%,d in all)".formatted(names.size()) : "");
  }
}
