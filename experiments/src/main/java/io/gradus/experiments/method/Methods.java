package io.gradus.experiments.method;

import io.gradus.core.component.Components;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The table of methods: {@code methods.yaml}. */
public record Methods(List<Method> methods) {
  private static final String TABLE = "methods.yaml";

  public Methods {
    methods = List.copyOf(methods);
  }

  /** The table of this version. */
  public static Methods load() {
    try (InputStream in = Objects.requireNonNull(Methods.class.getResourceAsStream(TABLE))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new RecordBinder(new Components()).bind(Methods.class, YamlTree.parse(TABLE, text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All names, the first of each method first. */
  public List<String> names() {
    return methods.stream().flatMap(method -> method.names().stream()).toList();
  }

  /** The method of a name such as {@code DAPO} or {@code dr_grpo}. */
  public Optional<Method> find(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[_. ]+", "-");
    return methods.stream().filter(method -> method.names().contains(plain)).findFirst();
  }
}
