package io.gradus.core.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Excerpt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * The fields of a configuration. This class remembers which fields were read, and collects all faults, so that they are
 * reported at once. A field that is absent or null has its default.
 */
public final class ConfigFields {
  private static final int SHOWN = 80;
  private static final int MOST_UNREAD = 20;

  /** Largest accepted sizes, above those of every model. A larger size is a mistake or an attack. */
  private static final Map<String, Integer> MOST = Map.ofEntries(
      Map.entry("num_hidden_layers", 1 << 10),
      Map.entry("hidden_size", 1 << 20),
      Map.entry("intermediate_size", 1 << 22),
      Map.entry("moe_intermediate_size", 1 << 20),
      Map.entry("shared_expert_intermediate_size", 1 << 22),
      Map.entry("num_attention_heads", 1 << 14),
      Map.entry("num_key_value_heads", 1 << 14),
      Map.entry("head_dim", 1 << 16),
      Map.entry("qk_nope_head_dim", 1 << 12),
      Map.entry("qk_rope_head_dim", 1 << 12),
      Map.entry("v_head_dim", 1 << 12),
      Map.entry("q_lora_rank", 1 << 16),
      Map.entry("kv_lora_rank", 1 << 16),
      Map.entry("num_local_experts", 1 << 12),
      Map.entry("num_experts", 1 << 12),
      Map.entry("n_routed_experts", 1 << 12),
      Map.entry("n_shared_experts", 1 << 10),
      Map.entry("vocab_size", 1 << 26),
      Map.entry("max_position_embeddings", 1 << 28),
      Map.entry("original_max_position_embeddings", 1 << 28));

  private final JsonNode root;
  private final String path;
  private final List<String> faults;
  private final Set<String> read = new TreeSet<>();

  ConfigFields(JsonNode root) {
    this(root, "", new ArrayList<>());
  }

  private ConfigFields(JsonNode root, String path, List<String> faults) {
    this.root = root;
    this.path = path;
    this.faults = faults;
  }

  private Optional<JsonNode> value(String name) {
    read.add(name);
    JsonNode node = root.get(name);
    return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
  }

  boolean has(String name) {
    return value(name).isPresent();
  }

  /** Returns whether a field is present, even if it is null. */
  boolean given(String name) {
    read.add(name);
    return root.has(name);
  }

  /** Reads an integer of at least 1. */
  int integer(String name, int otherwise) {
    return integer(name).orElse(otherwise);
  }

  /** Reads a required integer. */
  int required(String name) {
    Optional<Integer> number = integer(name);
    if (number.isEmpty() && !has(name)) {
      refuse(name, "is missing");
    }
    return number.orElse(1);
  }

  Optional<Integer> integer(String name) {
    return wholeNumber(name, 1);
  }

  /** Reads an integer of at least 0. */
  int count(String name, int otherwise) {
    return wholeNumber(name, 0).orElse(otherwise);
  }

  private Optional<Integer> wholeNumber(String name, int least) {
    Optional<JsonNode> node = value(name);
    if (node.isPresent()) {
      JsonNode number = node.orElseThrow();
      // some files contain 4096.0
      boolean whole = number.isNumber() && number.doubleValue() == Math.rint(number.doubleValue());
      int most = MOST.getOrDefault(name, Integer.MAX_VALUE);
      if (!whole || number.doubleValue() < least || number.doubleValue() > most) {
        refuse(name, "must be a whole number from %d to %d".formatted(least, most));
        return Optional.empty();
      }
      return Optional.of(number.intValue());
    }
    return Optional.empty();
  }

  /** Reads a finite positive number. */
  double positive(String name, double otherwise) {
    double number = number(name, otherwise);
    if (!(number > 0 && Double.isFinite(number))) {
      refuse(name, "must be above 0");
      return otherwise;
    }
    return number;
  }

  double number(String name, double otherwise) {
    return number(name).orElse(otherwise);
  }

  Optional<Double> number(String name) {
    Optional<JsonNode> node = value(name);
    if (node.isPresent() && !node.orElseThrow().isNumber()) {
      refuse(name, "must be a number");
      return Optional.empty();
    }
    return node.map(JsonNode::doubleValue);
  }

  boolean flag(String name, boolean otherwise) {
    Optional<JsonNode> node = value(name);
    if (node.isPresent() && !node.orElseThrow().isBoolean()) {
      refuse(name, "must be true or false");
      return otherwise;
    }
    return node.map(JsonNode::booleanValue).orElse(otherwise);
  }

  String text(String name, String otherwise) {
    Optional<JsonNode> node = value(name);
    if (node.isPresent() && !node.orElseThrow().isTextual()) {
      refuse(name, "must be a text");
      return otherwise;
    }
    return node.map(JsonNode::textValue).orElse(otherwise);
  }

  /** Reads a list of texts; empty if the field is absent. */
  Optional<List<String>> texts(String name) {
    return value(name).map(node -> {
      if (!node.isArray() || !all(node, JsonNode::isTextual)) {
        refuse(name, "must be a list of texts");
        return List.<String>of();
      }
      return StreamSupport.stream(node.spliterator(), false)
          .map(JsonNode::textValue)
          .toList();
    });
  }

  /** Reads a list of integers; empty if the field is absent. */
  List<Integer> integers(String name) {
    return value(name)
        .map(node -> {
          if (!node.isArray() || !all(node, JsonNode::isInt)) {
            refuse(name, "must be a list of whole numbers");
            return List.<Integer>of();
          }
          return StreamSupport.stream(node.spliterator(), false)
              .map(JsonNode::intValue)
              .toList();
        })
        .orElse(List.of());
  }

  private static boolean all(JsonNode list, Predicate<JsonNode> what) {
    return StreamSupport.stream(list.spliterator(), false).allMatch(what);
  }

  /** Reads an object's fields; empty if it is absent. Its faults are collected together with the others. */
  Optional<ConfigFields> fields(String name) {
    Optional<JsonNode> node = value(name);
    if (node.isPresent() && !node.orElseThrow().isObject()) {
      refuse(name, "must be an object");
      return Optional.empty();
    }
    return node.map(n -> new ConfigFields(n, path + name + ".", faults));
  }

  /** Refuses every value except those that change nothing. */
  void only(String name, Collection<?> neutral, String why) {
    Optional<JsonNode> node = value(name);
    if (node.isPresent() && neutral.stream().noneMatch(n -> same(node.orElseThrow(), n))) {
      refuse(name, why);
    }
  }

  private static boolean same(JsonNode node, Object value) {
    if (value instanceof Number number) {
      return node.isNumber() && node.doubleValue() == number.doubleValue();
    }
    if (value instanceof Boolean flag) {
      return node.isBoolean() && node.booleanValue() == flag;
    }
    return node.isTextual() && node.textValue().equals(value);
  }

  /** Marks fields as read, because they change nothing. */
  void ignore(Collection<String> names) {
    read.addAll(names);
  }

  /** Adds a fault, with the faulty value. */
  void refuse(String name, String why) {
    JsonNode node = root.get(name);
    String shown = node == null ? "" : " (" + shown(node) + ")";
    faults.add("%s%s%s: %s".formatted(path, name, shown, why));
  }

  private static String shown(JsonNode node) {
    return Excerpt.printable(node.toString(), SHOWN);
  }

  List<String> faults() {
    return faults;
  }

  /** Returns the unread fields: the first names, then the number of others. */
  List<String> unread() {
    List<String> names = new ArrayList<>();
    root.fieldNames().forEachRemaining(name -> {
      if (!read.contains(name)) {
        names.add(name);
      }
    });
    if (names.size() > MOST_UNREAD) {
      int more = names.size() - MOST_UNREAD;
      names.subList(MOST_UNREAD, names.size()).clear();
      names.add("and %,d more".formatted(more));
    }
    names.replaceAll(name -> Excerpt.printable(name, SHOWN));
    return names;
  }
}
