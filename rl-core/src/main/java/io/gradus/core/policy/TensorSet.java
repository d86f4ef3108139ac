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
 * Native arrays that lie like a policy's parameters (its weights, their gradients, an optimizer's moments) under their Hugging Face
 * names. One parameter at a time is brought to Java.
 */
public final class TensorSet implements Iterable<RawTensor> {
  private final TorchScript script;
  private final List<Parameter> parameters;
  private final String prefix;
  private final Source arrays;

  /** The array of a parameter. */
  interface Source {
    /**
     * One that is there, or one that is made for the occasion.
     *
     * @param scope of what is made
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

  /** Names and shapes, in the order of the architecture. */
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

  /** The tensors with their values, read when they are asked for. */
  @Override
  public Iterator<RawTensor> iterator() {
    return IntStream.range(0, parameters.size())
        .boxed()
        .flatMap(i -> parts(i, RawTensor.PIECE).stream())
        .iterator();
  }

  /**
   * One tensor with its values.
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

  /** The values from {@code at} to {@code end}: a Java buffer ends at 2 GiB, an embedding need not. */
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
   * The bytes of an array in Java's heap. Java makes the room: where the heap is full that is an error one can read, while the tensor
   * library's own copy takes the virtual machine down.
   */
  public static ByteBuffer bytes(NDArray array) {
    int size = Math.toIntExact(array.size() * array.getDataType().getNumOfBytes());
    return ByteBuffer.allocate(size).put(array.toByteBuffer(true)).flip();
  }

  /**
   * Puts other values into the arrays.
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

  /** Fills a parameter's array from files, a block after another. */
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
        throw new IllegalArgumentException("%s%s: has %d values, but the architecture wants %s"
            .formatted(
                prefix, part.name(), tensor.length, Arrays.toString(parameter.shapeOf(part))));
      }
      values.put(tensor);
    }
    return values.array();
  }
}
