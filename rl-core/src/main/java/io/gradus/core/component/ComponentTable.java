package io.gradus.core.component;

/**
 * Table of a jar's components, with their names in recipes. Listed in {@code
 * META-INF/services/io.gradus.core.component.ComponentTable}.
 *
 * <pre>{@code
 * public final class MyRewards implements ComponentTable {
 *   public void list(Components components) {
 *     components.add(Reward.class, "politeness", Politeness.class);
 *   }
 * }
 * }</pre>
 */
public interface ComponentTable {
  void list(Components components);
}
