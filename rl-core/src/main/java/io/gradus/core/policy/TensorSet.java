package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.engine.TorchScript;
import io.gradus.core.tensorfile.DType;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.TensorInfo;
import io.gradus.core.tensorfile.TensorSource;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Native arrays with the shapes and Hugging Face names of a policy's parameters: weights, gradients or an optimizer's
 * moments. One parameter at a time is copied to Java.
 */
public final class TensorSet implements Iterable<RawTensor> {
  private final TorchScript script;
  private final List<Parameter> parameters;
  private final String prefix;
  private final Source arrays;

  /** Source of a parameter's array. */
  interface Source {
    /**
     * Returns an existing array or a temporary one.
     *
     * @param scope closes a temporary array
     */
    NDArray get(NDManager scope, int index);
  }

  public TensorSet(
      TorchScript script, List<Parameter> parameters, List<NDArray> arrays, String prefix) {
    this(script, parameters, prefix, (scope, index) -> arrays.get(index));
  }

  public TensorSet(TorchScript script, List<Parameter> parameters, String prefix, Source arrays) {
    this.script = script;
    this.parameters = parameters;
    this.arrays = arrays;
    this.prefix = prefix;
  }

  /** Returns the names and shapes, in the order of the architecture. */
  public List<TensorInfo> infos() {
    List<TensorInfo> infos = new ArrayList<>();
    for (Parameter parameter : parameters) {
      parameter.parts().forEach(part -> infos.add(info(parameter, part)));
    }
    return infos;
  }

  private TensorInfo info(Parameter parameter, Parameter.Part part) {
    return new TensorInfo(prefix + part.name(), DType.F32, parameter.shapeOf(part));
  }

  /** Returns the tensors with their values, read on demand. */
  @Override
  public Iterator<RawTensor> iterator() {
    return IntStream.range(0, parameters.size())
        .boxed()
        .flatMap(i -> parts(i, RawTensor.PIECE).stream())
        .iterator();
  }

  /**
   * Reads one tensor.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public RawTensor read(String name) {
    return read(name, RawTensor.PIECE);
  }

  RawTensor read(String name, int piece) {
    for (int i = 0; i < parameters.size(); i++) {
      for (Parameter.Part part : parameters.get(i).parts()) {
        if (name.equals(prefix + part.name())) {
          return parts(i, piece).get(parameters.get(i).parts().indexOf(part));
        }
      }
    }
    throw new IllegalArgumentException(name + ": no such tensor");
  }

  private List<RawTensor> parts(int index, int piece) {
    Parameter parameter = parameters.get(index);
    List<RawTensor> tensors = new ArrayList<>();
    try (NDManager scope = script.manager().newSubManager()) {
      NDArray flat = arrays.get(scope, index).reshape(-1);
      flat.attach(scope);
      long at = 0;
      for (Parameter.Part part : parameter.parts()) {
        long end = at + part.rows() * parameter.rowSize();
        tensors.add(new RawTensor(info(parameter, part), pieces(flat, at, end, piece)));
        at = end;
      }
    }
    return tensors;
  }

  /**
   * Returns the values from {@code at} to {@code end}: in several buffers, because a Java buffer holds at most 2 GiB
   * and an embedding may be larger.
   */
  private static List<ByteBuffer> pieces(NDArray flat, long at, long end, int piece) {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (long from = at; from < end; from += piece / Float.BYTES) {
      try (NDArray values = flat.get("{}:{}", from, Math.min(end, from + piece / Float.BYTES))) {
        pieces.add(bytes(values));
      }
    }
    return pieces;
  }

  /**
   * Returns the bytes of an array in Java's heap. Java allocates the buffer, so that a full heap gives a readable
   * error; the tensor library's own copy would crash the virtual machine.
   */
  public static ByteBuffer bytes(NDArray array) {
    int size = Math.toIntExact(array.size() * array.getDataType().getNumOfBytes());
    return ByteBuffer.allocate(size).put(array.toByteBuffer(true)).flip();
  }

  /**
   * Overwrites the arrays.
   *
   * @param tensors values by name, row-major
   * @throws IllegalArgumentException if one has another size
   */
  public void load(Function<String, float[]> tensors) {
    Upload upload = new Upload(script);
    for (int i = 0; i < parameters.size(); i++) {
      try (NDManager scope = script.manager().newSubManager()) {
        upload.put(values(parameters.get(i), prefix, tensors), arrays.get(scope, i), 0);
      }
    }
  }

  /** Fills a parameter's array from files, block by block. */
  static void stream(Upload upload, Parameter parameter, NDArray array, TensorSource tensors) {
    long[] at = {0};
    for (Parameter.Part part : parameter.parts()) {
      tensors.stream(part.name(), (values, count) -> {
        upload.put(Arrays.copyOf(values, count), array, at[0]);
        at[0] += count;
      });
    }
  }

  static float[] values(Parameter parameter, String prefix, Function<String, float[]> tensors) {
    FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(parameter.size()));
    for (Parameter.Part part : parameter.parts()) {
      float[] tensor = tensors.apply(prefix + part.name());
      if (tensor.length != part.rows() * parameter.rowSize()) {
        throw new IllegalArgumentException("%s%s: has %d values, but the architecture needs %s"
            .formatted(
                prefix, part.name(), tensor.length, Arrays.toString(parameter.shapeOf(part))));
      }
      values.put(tensor);
    }
    return values.array();
  }
}
