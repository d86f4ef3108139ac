package io.gradus.experiments.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.component.ComponentTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnClassesTest {
  @TempDir
  Path folder;

  @Test
  void aJarWithoutComponentsIsNamedWithItsMissingFile() throws IOException {
    Path silent = jar("silent.jar", "com/example/Politeness.class");
    assertThat(new OwnClasses(List.of(silent)).remedy())
        .isEqualTo(". %s was given with --classpath but declares no components: add the file"
                .formatted(silent)
            + " META-INF/services/io.gradus.core.component.ComponentTable with the class name of"
            + " its table, as docs/rewards.md shows");
  }

  @Test
  void aJarWithATableMustListTheComponent() throws IOException {
    Path table = jar("table.jar", "META-INF/services/" + ComponentTable.class.getName());
    assertThat(new OwnClasses(List.of(table)).remedy()).endsWith("add it to their ComponentTable");
    assertThat(new OwnClasses(List.of()).remedy()).endsWith("give its jar with --classpath");
  }

  private Path jar(String name, String entry) throws IOException {
    Path jar = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry(entry));
      out.closeEntry();
    }
    return jar;
  }
}
