package io.gradus.core.tensorfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.UserError;
import io.gradus.core.files.Faults;
import io.gradus.core.files.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code model.safetensors.index.json}: the map from a split model's tensors to its files.
 *
 * @param namesByFile tensors by file name; all files are in the folder of the index
 */
public record ShardIndex(Path index, Map<String, Set<String>> namesByFile) {
  private static final Logger LOG = LoggerFactory.getLogger(ShardIndex.class);
  private static final int MAX_BYTES = 32_000_000;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  static ShardIndex read(Path index) {
    JsonNode root;
    try {
      root = JSON.readTree(TextFile.read(index, MAX_BYTES));
    } catch (JsonProcessingException e) {
      throw new UserError("%s: is not JSON: %s".formatted(index, e.getOriginalMessage()), e);
    }
    JsonNode weightMap = root.path("weight_map");
    if (!weightMap.isObject() || weightMap.isEmpty()) {
      throw new UserError("%s: needs an object 'weight_map' that says which file has which tensor"
          .formatted(index));
    }
    Faults faults = new Faults(index);
    Map<String, Set<String>> namesByFile = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : weightMap.properties()) {
      String file = entry.getValue().asText("");
      if (!entry.getValue().isTextual() || !file.matches("[\\w][\\w.-]*\\.safetensors")) {
        faults.addWhole("%s: tensor %s: %s is not the name of a safetensors file in the same folder"
            .formatted(
                index, SafetensorsHeader.quoted(entry.getKey()), SafetensorsHeader.quoted(file)));
      }
      namesByFile.computeIfAbsent(file, f -> new TreeSet<>()).add(entry.getKey());
    }
    faults.refuse();
    return new ShardIndex(index, namesByFile);
  }

  /** Opens every file and checks it against the index. */
  List<SafetensorsFile> open() {
    List<SafetensorsFile> open = new ArrayList<>();
    try {
      Faults faults = new Faults(index);
      Map<String, SafetensorsFile> seen = new LinkedHashMap<>();
      namesByFile.forEach((name, tensors) -> {
        SafetensorsFile file;
        try {
          file = SafetensorsFile.open(index.resolveSibling(name));
        } catch (UserError e) {
          faults.addWhole(String.valueOf(e.getMessage()));
          return;
        }
        open.add(file);
        check(file, tensors, seen, faults);
      });
      faults.refuse();
      return open;
    } catch (RuntimeException e) {
      for (SafetensorsFile file : open) {
        try {
          file.close();
        } catch (IOException closing) {
          e.addSuppressed(closing);
        }
      }
      throw e;
    }
  }

  private void check(
      SafetensorsFile file, Set<String> tensors, Map<String, SafetensorsFile> seen, Faults faults) {
    for (String tensor : tensors) {
      if (!file.header().names().contains(tensor)) {
        faults.addWhole("%s: tensor %s is missing, though %s says that it is here"
            .formatted(file.file(), SafetensorsHeader.quoted(tensor), index.getFileName()));
      }
    }
    for (String tensor : file.header().names()) {
      SafetensorsFile other = seen.put(tensor, file);
      if (other != null) {
        faults.addWhole("%s: tensor %s is in %s too"
            .formatted(file.file(), SafetensorsHeader.quoted(tensor), other.file()));
      } else if (!tensors.contains(tensor)) {
        LOG.warn(
            "{}: tensor {} is not listed in {}",
            file.file(),
            SafetensorsHeader.quoted(tensor),
            index.getFileName());
      }
    }
  }
}
