package io.gradus.core.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A module compiled from TorchScript source: any operator of PyTorch, in one native call.
 *
 * <p>The tensor library's own Java interface reaches only some operators, and it makes every intermediate result a Java
 * object. Here the mathematics is a source file, and Java calls its methods. This class writes a TorchScript archive: a
 * ZIP with the source and a pickled module without attributes. It also handles all traps of the native interface.
 *
 * <p>Several threads may call one method at once, each with its own scope. Shared arrays must have the same position in
 * every call, because the native interface reads the position from the array's name.
 */
public final class TorchScript implements AutoCloseable {
  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

  private final PtNDManager manager;
  private final PtSymbolBlock module;

  /**
   * Compiles a source.
   *
   * @param name the class that the source defines
   * @throws IllegalStateException if it does not compile
   */
  public TorchScript(Device device, String name, String source) {
    manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(device);
    // setting the number ends MKL's own choice for small products in the whole process, so set it
    // always, and first
    JniUtils.setNumThreads(JniUtils.getNumThreads());
    JniUtils.setGraphExecutorOptimize(false);
    try {
      module = JniUtils.loadModule(
          manager, new ByteArrayInputStream(archive(name, source)), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the scope that lives as long as this module, for weights. */
  public NDManager manager() {
    return manager;
  }

  /**
   * Runs a method. The tensors it returns belong to the scope.
   *
   * @param scope closes the returned tensors
   * @param arguments in the order of the method's parameters
   */
  public NDList call(NDManager scope, String method, NDArray... arguments) {
    return call(scope, method, List.of(arguments), List.of());
  }

  /**
   * Runs a method whose last parameters are lists of tensors.
   *
   * @param lists one entry for each such parameter; none may be empty
   */
  public NDList call(
      NDManager scope, String method, List<NDArray> arguments, List<List<NDArray>> lists) {
    NDList inputs = new NDList();
    // the result has the scope of the first input
    NDArray name = scope.create(new Shape(0));
    name.setName("module_method:" + method);
    inputs.add(name);
    for (NDArray argument : arguments) {
      argument.setName(null);
      inputs.add(argument);
    }
    for (int i = 0; i < lists.size(); i++) {
      List<NDArray> list = lists.get(i);
      if (list.isEmpty()) {
        throw new IllegalArgumentException(
            method + ": list " + i + " is empty; the native interface cannot pass it");
      }
      for (NDArray array : list) {
        array.setName("list" + i + "[]");
        inputs.add(array);
      }
    }
    // per thread: otherwise the graph executor profiles the first calls and changes rounding
    // between them
    JniUtils.setGraphExecutorOptimize(false);
    JniUtils.setGradMode(true);
    try {
      return IValueUtils.forward(module, inputs, true);
    } finally {
      JniUtils.setGradMode(false);
      name.close();
    }
  }

  private static byte[] archive(String name, String source) throws IOException {
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.write(new byte[] {(byte) 0x80, 2});
    module.write(("c__torch__\n" + name + "\n)").getBytes(StandardCharsets.US_ASCII));
    module.write(0x81);
    module.write("}(X".getBytes(StandardCharsets.US_ASCII));
    module.write(new byte[] {8, 0, 0, 0});
    module.write("training".getBytes(StandardCharsets.US_ASCII));
    module.write(0x89);
    module.write("ub.".getBytes(StandardCharsets.US_ASCII));

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      entry(zip, "module/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      entry(zip, "module/data.pkl", module.toByteArray());
      entry(zip, "module/constants.pkl", EMPTY_TUPLE);
      entry(zip, "module/version", "10\n".getBytes(StandardCharsets.US_ASCII));
    }
    return bytes.toByteArray();
  }

  private static void entry(ZipOutputStream zip, String path, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(path);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  @Override
  public void close() {
    module.close();
    manager.close();
  }
}
