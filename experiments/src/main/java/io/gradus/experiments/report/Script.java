package io.gradus.experiments.report;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The page's only script, joined from the files of the folder {@code inspector}. */
final class Script {
  /** Files in the order of their use. */
  static final List<String> FILES = List.of(
      "page.js",
      "data.js",
      "scale.js",
      "curves.js",
      "tokens.js",
      "select.js",
      "list.js",
      "detail.js",
      "problem.js",
      "main.js");

  private Script() {}

  static String text() {
    return FILES.stream()
        .map(name -> resource("inspector/" + name))
        .collect(Collectors.joining("\n", "'use strict';\n(() => {\n", "})();\n"));
  }

  /** Hash of a script for the content security policy: the page runs no other script. */
  static String hash(String script) {
    return "sha256-"
        + Base64.getEncoder()
            .encodeToString(
                Hashing.sha256().hashString(script, StandardCharsets.UTF_8).asBytes());
  }

  static String resource(String name) {
    try {
      return Resources.toString(Resources.getResource(Script.class, name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
