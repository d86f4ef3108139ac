package io.gradus.rewards.code.box;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Program that calls a compiled method with each argument list from standard input: one per line, as {@link Literals}
 * in Base64. For each list it writes a line with the secret, then {@code =} and the result in the same form, or {@code
 * !} and the exception. After the last list it writes the secret and a dot. The program's own output is dropped. The
 * method is static, or its class has a constructor without arguments.
 */
public final class MethodRunner {
  /** The file with the secret, below {@code /tmp}. It is deleted before any class of the program is loaded. */
  public static final String SECRET = "ours/secret";

  private MethodRunner() {}

  /** The arguments are the method's name, or {@code Class.method}, and the names of the program's classes. */
  public static void main(String[] args) throws IOException {
    // the secret is only in local variables, which reflection cannot reach
    Path file = Path.of("/tmp", SECRET);
    byte[] secret = ("\n" + Files.readString(file)).getBytes(UTF_8);
    Files.delete(file);
    FileOutputStream answers = new FileOutputStream(FileDescriptor.out);
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String arguments = new String(Base64.getDecoder().decode(line), UTF_8);
      String answer;
      try {
        answer = "=" + call(args, list(Literals.read(arguments)));
      } catch (InvocationTargetException e) {
        answer = "!" + e.getCause();
      } catch (Throwable e) {
        answer = "!" + e;
      }
      write(
          answers,
          secret,
          answer.charAt(0)
              + Base64.getEncoder().encodeToString(answer.substring(1).getBytes(UTF_8)));
    }
    write(answers, secret, ".");
    Runtime.getRuntime().halt(0);
  }

  private static void write(OutputStream to, byte[] secret, String answer) throws IOException {
    byte[] text = (answer + "\n").getBytes(UTF_8);
    byte[] line = Arrays.copyOf(secret, secret.length + text.length);
    System.arraycopy(text, 0, line, secret.length, text.length);
    to.write(line);
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static String call(String[] names, List<?> arguments)
      throws ReflectiveOperationException {
    int dot = names[0].lastIndexOf('.');
    String name = names[0].substring(dot + 1);
    @Nullable Method found = null;
    for (int i = 1; i < names.length; i++) {
      if (dot >= 0 && !names[i].equals(names[0].substring(0, dot))) {
        continue;
      }
      Class<?> type = Class.forName(names[i], true, MethodRunner.class.getClassLoader());
      for (Method method : type.getDeclaredMethods()) {
        if (method.getName().equals(name)
            && method.getParameterCount() == arguments.size()
            && !method.isSynthetic()) {
          found = method;
        }
      }
    }
    if (found == null) {
      throw new NoSuchMethodException(names[0] + " with " + arguments.size() + " parameters");
    }
    @Nullable Object[] values = new Object[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = fit(arguments.get(i), found.getGenericParameterTypes()[i]);
    }
    @Nullable Object target = null;
    if (!Modifier.isStatic(found.getModifiers())) {
      Constructor<?> constructor = found.getDeclaringClass().getDeclaredConstructor();
      constructor.setAccessible(true);
      target = constructor.newInstance();
    }
    found.setAccessible(true);
    Object result = found.invoke(target, values);
    // a method without a result is judged by its first argument after the call
    return Literals.write(
        found.getReturnType() == void.class && values.length > 0 ? values[0] : result);
  }

  /** Converts a value to the parameter's type. */
  private static @Nullable Object fit(@Nullable Object value, Type wanted) {
    if (wanted instanceof ParameterizedType generic) {
      return fitGeneric(value, (Class<?>) generic.getRawType(), generic.getActualTypeArguments());
    }
    if (!(wanted instanceof Class<?> type)) {
      return fitGeneric(value, Object.class, new Type[0]);
    }
    if (value == null) {
      return null;
    }
    if (type.isArray()) {
      List<?> items = (List<?>) value;
      Object array = Array.newInstance(type.getComponentType(), items.size());
      for (int i = 0; i < items.size(); i++) {
        Array.set(array, i, fit(items.get(i), type.getComponentType()));
      }
      return array;
    }
    if (type == char.class || type == Character.class) {
      if (((String) value).length() != 1) {
        throw new IllegalArgumentException("not a char: " + value);
      }
      return ((String) value).charAt(0);
    }
    if (value instanceof Number number && type != Object.class && type != Number.class) {
      return number(number, type);
    }
    return fitGeneric(value, type, new Type[0]);
  }

  private static Object number(Number value, Class<?> type) {
    if (type == double.class || type == Double.class) {
      return value.doubleValue();
    }
    if (type == float.class || type == Float.class) {
      return value.floatValue();
    }
    if (type == BigDecimal.class) {
      return new BigDecimal(value.toString());
    }
    BigInteger whole = (BigInteger) value;
    if (type == int.class || type == Integer.class) {
      return whole.intValueExact();
    }
    if (type == long.class || type == Long.class) {
      return whole.longValueExact();
    }
    if (type == short.class || type == Short.class) {
      return whole.shortValueExact();
    }
    if (type == byte.class || type == Byte.class) {
      return whole.byteValueExact();
    }
    return whole;
  }

  private static @Nullable Object fitGeneric(
      @Nullable Object value, Class<?> raw, Type[] arguments) {
    if (value instanceof List<?> items) {
      Type item = arguments.length == 1 ? arguments[0] : Object.class;
      List<@Nullable Object> list = new ArrayList<>();
      items.forEach(element -> list.add(fit(element, item)));
      return Set.class.isAssignableFrom(raw) ? new LinkedHashSet<>(list) : list;
    }
    if (value instanceof Map<?, ?> map) {
      Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
      Type key = arguments.length == 2 ? arguments[0] : Object.class;
      Type item = arguments.length == 2 ? arguments[1] : Object.class;
      map.forEach((k, v) -> out.put(fit(k, key), fit(v, item)));
      return out;
    }
    if (value instanceof BigInteger whole && raw == Object.class && whole.bitLength() < 32) {
      return whole.intValue();
    }
    return value;
  }
}
