package io.gradus.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A file of countdown problems in TinyZero's form: JSON lines {@code {"input": "30,100,93", "output": "23"}}. */
final class CountdownFile {
  private static final Map<String, Set<CountdownKey>> READ = new ConcurrentHashMap<>();
  private static final JsonMapper JSON = new JsonMapper();

  private CountdownFile() {}

  static Set<CountdownKey> keys(String file) {
    return READ.computeIfAbsent(file, CountdownFile::read);
  }

  private static Set<CountdownKey> read(String file) {
    Set<CountdownKey> keys = new LinkedHashSet<>();
    try {
      for (String line : Files.readAllLines(Path.of(file))) {
        JsonNode row = JSON.readTree(line);
        keys.add(CountdownKey.of(
            Arrays.stream(row.path("input").asText().split(","))
                .map(Integer::valueOf)
                .toList(),
            row.path("output").asInt()));
      }
    } catch (IOException | NumberFormatException e) {
      throw new UserError("exclude: %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
    return keys;
  }
}
