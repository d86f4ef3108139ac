package io.gradus.core.tensorfile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** SHA-256 of files and weights in lower-case hexadecimal, for provenance and checkpoint manifests. */
public final class Hashes {

  private Hashes() {}

  /** Returns the hash of a file's bytes. */
  public static String file(Path file) throws IOException {
    MessageDigest sha = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  /**
   * Returns the hash of weights: names, dtypes, shapes and bytes of all tensors. It does not depend on their order or
   * on the number of files. Tensors are read one at a time, so an iterable that creates them needs memory for one.
   *
   * @throws IllegalArgumentException if two tensors have the same name
   */
  public static String tensors(Iterable<RawTensor> tensors) {
    Map<String, byte[]> byName = new TreeMap<>();
    for (RawTensor tensor : tensors) {
      if (byName.put(tensor.name(), digest(tensor)) != null) {
        throw new IllegalArgumentException("tensor '%s' occurs twice".formatted(tensor.name()));
      }
    }
    MessageDigest sha = sha256();
    byName.values().forEach(sha::update);
    return HexFormat.of().formatHex(sha.digest());
  }

  private static byte[] digest(RawTensor tensor) {
    TensorInfo info = tensor.info();
    byte[] name = info.name().getBytes(StandardCharsets.UTF_8);
    byte[] dtype = info.dtype().name().getBytes(StandardCharsets.UTF_8);
    // each part of variable length follows its length, so that different tensors cannot give the
    // same bytes
    ByteBuffer head = ByteBuffer.allocate(
        3 * Integer.BYTES + name.length + dtype.length + Long.BYTES * info.shape().length);
    head.putInt(name.length).put(name).putInt(dtype.length).put(dtype).putInt(info.shape().length);
    for (long dimension : info.shape()) {
      head.putLong(dimension);
    }
    MessageDigest sha = sha256();
    sha.update(head.flip());
    tensor.pieces().forEach(piece -> sha.update(piece.duplicate()));
    return sha.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
