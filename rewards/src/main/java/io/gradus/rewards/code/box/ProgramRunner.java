package io.gradus.rewards.code.box;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Program that runs the {@code main} of a compiled program: in {@code Main}, otherwise in a public class, otherwise in
 * the first class that has one. An exception ends the process, even if other threads are running.
 */
public final class ProgramRunner {
  private ProgramRunner() {}

  /** The arguments are the names of the program's classes. */
  public static void main(String[] names) {
    try {
      @Nullable Method main = find(names);
      if (main == null) {
        System.err.println("no class has a method public static void main(String[])");
        Runtime.getRuntime().halt(1);
        return;
      }
      main.setAccessible(true);
      main.invoke(null, (Object) new String[0]);
    } catch (InvocationTargetException e) {
      fail(e.getCause() == null ? e : e.getCause());
    } catch (Throwable e) {
      fail(e);
    }
  }

  private static @Nullable Method find(String[] names) throws ClassNotFoundException {
    @Nullable Method best = null;
    int rank = 0;
    for (String name : names) {
      Class<?> type = Class.forName(name, false, ProgramRunner.class.getClassLoader());
      for (Method method : type.getDeclaredMethods()) {
        Class<?>[] parameters = method.getParameterTypes();
        if (method.getName().equals("main")
            && Modifier.isStatic(method.getModifiers())
            && parameters.length == 1
            && parameters[0] == String[].class) {
          int own = type.getSimpleName().equals("Main")
              ? 3
              : Modifier.isPublic(type.getModifiers()) ? 2 : 1;
          if (own > rank) {
            best = method;
            rank = own;
          }
        }
      }
    }
    return best;
  }

  private static void fail(Throwable thrown) {
    // like -XX:+ExitOnOutOfMemoryError, but not for a thread that could not be started
    boolean memory = thrown instanceof OutOfMemoryError
        && !String.valueOf(thrown.getMessage()).contains("thread");
    try {
      System.out.flush();
      thrown.printStackTrace();
    } finally {
      Runtime.getRuntime().halt(memory ? 3 : 1);
    }
  }
}
