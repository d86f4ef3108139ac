package io.gradus.core.tensorfile;

import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.tensorfile.SafetensorsHeader.Extent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tensors of a model in Hugging Face's safetensors format: one file, or several with an index.
 *
 * <p>The format is a little-endian 64-bit header length, a JSON header, and the data, which the tensors fill without
 * gaps. Headers are checked against the file's size before memory is allocated for their contents. Data is mapped, not
 * read: a tensor needs memory only for the pages that are read, and stays valid after {@link #close()}.
 */
public final class Safetensors implements TensorSource {

  /** Name of an unsplit file in a folder of Hugging Face files. */
  public static final String FILE = "model.safetensors";

  /** Name of the index that maps tensors to files, if there are several. */
  public static final String INDEX = "model.safetensors.index.json";

  private static final Pattern PICKLE = Pattern.compile(".*\\.(bin|pt|pth|ckpt|pkl|pickle)");

  private final Map<String, String> metadata = new TreeMap<>();
  private final Map<String, SafetensorsFile> fileOf = new LinkedHashMap<>();
  private final List<SafetensorsFile> files;

  private Safetensors(List<SafetensorsFile> files) {
    this.files = files;
    for (SafetensorsFile file : files) {
      metadata.putAll(file.header().metadata());
      file.header().names().forEach(name -> fileOf.put(name, file));
    }
  }

  /**
   * Opens a safetensors file, an index of several ({@code *.safetensors.index.json}), or a folder that has either.
   *
   * @throws UserError that names the file and the tensors at fault; pickle files are refused
   */
  public static Safetensors open(Path path) {
    if (Files.isDirectory(path)) {
      return openFolder(path);
    }
    String name = Objects.toString(path.getFileName(), "");
    if (PICKLE.matcher(name).matches()) {
      throw SafetensorsFile.pickleRefused(path);
    }
    return new Safetensors(
        name.endsWith(".json")
            ? ShardIndex.read(path).open()
            : List.of(SafetensorsFile.open(path)));
  }

  private static Safetensors openFolder(Path folder) {
    if (Files.exists(folder.resolve(INDEX))) {
      return open(folder.resolve(INDEX));
    }
    if (Files.exists(folder.resolve(FILE))) {
      return open(folder.resolve(FILE));
    }
    try (Stream<Path> inside = Files.list(folder)) {
      inside
          .filter(p -> PICKLE.matcher(Objects.toString(p.getFileName(), "")).matches())
          .sorted()
          .findFirst()
          .ifPresent(pickle -> {
            throw SafetensorsFile.pickleRefused(pickle);
          });
    } catch (IOException | UncheckedIOException e) {
      throw new UserError("%s: the folder cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
    throw new UserError("%s: has neither %s nor %s: is this a folder of Hugging Face files?"
        .formatted(folder, FILE, INDEX));
  }

  /** Returns all tensors, in the order of the files. */
  @Override
  public List<TensorInfo> tensors() {
    return files.stream()
        .flatMap(f -> f.header().extents().values().stream())
        .map(Extent::info)
        .toList();
  }

  /** Returns whether there is a tensor of this name. */
  public boolean has(String name) {
    return fileOf.containsKey(name);
  }

  /** Returns the free text in the headers, by key. */
  public Map<String, String> metadata() {
    return Map.copyOf(metadata);
  }

  /**
   * Maps a tensor.
   *
   * @throws UserError if there is no such tensor, or its file has shrunk meanwhile
   */
  @Override
  public RawTensor read(String name) {
    SafetensorsFile file = fileOf.get(name);
    if (file == null) {
      throw new UserError(
          "%s: has no tensor %s".formatted(files.get(0).file(), SafetensorsHeader.quoted(name)));
    }
    return file.map(name);
  }

  @Override
  public void close() {
    for (SafetensorsFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Writes a whole file or none ({@link AtomicFile}); equal tensors and metadata give equal bytes.
   *
   * @throws UserError if the disk is full or the place cannot be written
   */
  public static void write(Path file, Map<String, String> metadata, Collection<RawTensor> tensors) {
    Map<String, RawTensor> byName = new LinkedHashMap<>();
    tensors.forEach(t -> byName.put(t.name(), t));
    write(
        file,
        metadata,
        tensors.stream().map(RawTensor::info).toList(),
        info -> Objects.requireNonNull(byName.get(info.name())));
  }

  /**
   * Writes a file whose tensors are requested one by one, so that only one must be in memory.
   *
   * @param data returns the tensor with this name, dtype and shape
   * @throws UserError if the disk is full or the place cannot be written
   */
  public static void write(
      Path file,
      Map<String, String> metadata,
      Collection<TensorInfo> tensors,
      Function<TensorInfo, RawTensor> data) {
    SafetensorsHeader layout = SafetensorsHeader.layOut(metadata, tensors);
    AtomicFile.write(
        file, Long.BYTES + layout.dataBytes(), channel -> write(channel, layout, data));
  }

  private static void write(
      WritableByteChannel channel, SafetensorsHeader layout, Function<TensorInfo, RawTensor> data)
      throws IOException {
    byte[] header = layout.toBytes();
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    AtomicFile.writeFully(channel, length.putLong(header.length).flip());
    AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
    for (Extent extent : layout.extents().values()) {
      RawTensor tensor = data.apply(extent.info());
      if (!tensor.info().equals(extent.info())) {
        throw new IllegalStateException(
            "asked for %s, but got %s".formatted(extent.info(), tensor.info()));
      }
      for (ByteBuffer piece : tensor.pieces()) {
        AtomicFile.writeFully(channel, piece);
      }
    }
  }
}
