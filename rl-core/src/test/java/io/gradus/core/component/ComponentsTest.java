package io.gradus.core.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import io.gradus.core.advantage.Advantage;
import io.gradus.core.advantage.MeanCentered;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's jar with a mistake: the message names its table. */
class ComponentsTest {
  @TempDir
  Path jar;

  /** Wants a name of ours. */
  public static final class Greedy implements ComponentTable {
    @Override
    public void list(Components components) {
      components.add(Advantage.class, "standardized", MeanCentered.class);
    }
  }

  /** Lists what is not on the class path. */
  public static final class Torn implements ComponentTable {
    @Override
    public void list(Components components) {
      throw new NoClassDefFoundError("com/example/Gone");
    }
  }

  private void load(String table) throws IOException {
    Path services = Files.createDirectories(jar.resolve("META-INF/services"));
    Files.writeString(services.resolve(ComponentTable.class.getName()), table);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      Components components = Components.load();
      assertThat(components.names(Advantage.class)).isNotEmpty();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void aTableThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> load("com.example.Missing"))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(
            ComponentTable.class.getName(), "com.example.Missing not found", "META-INF/services");
  }

  @Test
  void aNameThatTwoWantIsRefusedWithBothClassesAndTheTable() {
    assertThatThrownBy(() -> load(Greedy.class.getName()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(Greedy.class.getName() + ": standardized: ")
        .hasMessageContaining("both have this name")
        .hasMessageContaining(MeanCentered.class.getName());
  }

  @Test
  void aTableWhoseClassesAreIncompleteIsNamedWithWhatIsMissing() {
    assertThatThrownBy(() -> load(Torn.class.getName()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(Torn.class.getName() + ": a class that it lists cannot be loaded")
        .hasMessageContaining("com/example/Gone");
  }
}
