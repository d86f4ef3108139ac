package io.gradus.experiments.binding;

import io.gradus.core.UserError;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Stand-ins for components that no table names, because the jar of a user's own parts is not on the class path. A
 * stand-in has the default behaviour of its interface. It refuses every other call with the fault of its key, so that
 * no result is ever made up.
 */
public final class StandIns {
  private final Set<Class<?>> needed;
  private final Optional<Consumer<Fault>> report;

  private StandIns(Set<Class<?>> needed, Optional<Consumer<Fault>> report) {
    this.needed = Set.copyOf(needed);
    this.report = report;
  }

  /** Permits no stand-in: every unknown component is a fault. */
  static StandIns none() {
    return new StandIns(Set.of(), Optional.empty());
  }

  /**
   * Permits stand-ins of all kinds except some.
   *
   * @param needed kinds of components; an unknown component of these kinds is a fault
   * @param report receives the fault of each component that has a stand-in
   */
  public static StandIns except(Set<Class<?>> needed, Consumer<Fault> report) {
    return new StandIns(needed, Optional.of(report));
  }

  /** A stand-in for a component, if one is permitted. */
  Optional<Object> of(Class<?> kind, String name, Fault unknown) {
    if (report.isEmpty() || needed.contains(kind) || !kind.isInterface() || kind.isSealed()) {
      return Optional.empty();
    }
    report.get().accept(unknown);
    return Optional.of(Proxy.newProxyInstance(
        kind.getClassLoader(), new Class<?>[] {kind}, new Absent(name, unknown)));
  }

  private record Absent(String name, Fault unknown) implements InvocationHandler {
    @Override
    public Object invoke(Object standIn, Method method, Object[] arguments) throws Throwable {
      if (method.isDefault()) {
        return InvocationHandler.invokeDefault(standIn, method, arguments);
      }
      return switch (method.getName()) {
        case "toString" -> name;
        case "hashCode" -> System.identityHashCode(standIn);
        case "equals" -> standIn == arguments[0];
        default -> throw new UserError(unknown.toString());
      };
    }
  }
}
