package io.gradus.core.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.files.TextFile;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.Safetensors;
import io.gradus.core.tensorfile.TensorInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A low-rank adapter as a folder in the format of Hugging Face's PEFT library: its settings and its matrices. */
public final class PeftAdapter {
  /** File with the settings. */
  public static final String CONFIG = "adapter_config.json";
  /** File with the matrices. */
  public static final String TENSORS = "adapter_model.safetensors";

  private static final int MAX_CONFIG_BYTES = 1 << 20;
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Keys that do not change the result. */
  private static final Set<String> INERT = Set.of(
      "auto_mapping",
      "base_model_name_or_path",
      "ensure_weight_tying",
      "inference_mode",
      "init_lora_weights",
      "loftq_config",
      "megatron_config",
      "megatron_core",
      "peft_version",
      "qalora_group_size",
      "revision",
      "runtime_config",
      "task_type");

  private PeftAdapter() {}

  /**
   * Writes a policy's adapter.
   *
   * @param folder folder, created if missing
   * @param base model of the adapter: a Hugging Face name or a folder; empty: unknown
   */
  public static void save(Policy policy, Path folder, Optional<String> base) {
    Lora lora = policy
        .lora()
        .orElseThrow(
            () -> new UserError(
                "this policy has no adapter: all its weights are trained (for an adapter, a recipe needs policy.lora)"));
    TensorSet tensors = policy.tensors();
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("peft_type", "LORA");
    config.put("task_type", "CAUSAL_LM");
    config.put("base_model_name_or_path", base.orElse(null));
    config.put("r", lora.rank());
    double alpha = lora.alpha().orElse((double) lora.rank());
    if (alpha == Math.rint(alpha)) {
      config.put("lora_alpha", (long) alpha);
    } else {
      config.put("lora_alpha", alpha);
    }
    config.put("lora_dropout", lora.dropout());
    config.put("use_rslora", lora.rslora());
    config.put("target_modules", targets(tensors.infos()));
    config.put("bias", "none");
    config.put("fan_in_fan_out", false);
    config.put("init_lora_weights", true);
    config.put("inference_mode", true);
    config.put("modules_to_save", null);
    byte[] json;
    try {
      json = (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    Safetensors.write(
        folder.resolve(TENSORS),
        Map.of("format", "pt"),
        tensors.infos(),
        info -> tensors.read(info.name()));
    AtomicFile.write(folder.resolve(CONFIG), json);
  }

  private static Set<String> targets(List<TensorInfo> infos) {
    Set<String> targets = new TreeSet<>();
    for (TensorInfo info : infos) {
      String module = info.name().substring(0, info.name().lastIndexOf(".lora_"));
      targets.add(module.substring(module.lastIndexOf('.') + 1));
    }
    return targets;
  }

  /**
   * Reads the settings of an adapter in a folder. Every key that changes the result is used, or refused by name.
   *
   * @throws UserError if the folder cannot be read, or holds an adapter of another kind
   */
  public static Lora settings(Path folder) {
    Path file = folder.resolve(CONFIG);
    if (!Files.exists(file)) {
      throw new UserError(
          "%s: there is no such file: is %s a folder with a PEFT adapter?".formatted(file, folder));
    }
    JsonNode root;
    try {
      root = JSON.readTree(TextFile.read(file, MAX_CONFIG_BYTES));
    } catch (JsonProcessingException e) {
      throw new UserError("%s: is not JSON: %s".formatted(file, e.getOriginalMessage()), e);
    }
    List<String> faults = new ArrayList<>();
    if (!root.isObject()) {
      throw new UserError(file + ": is not a JSON object");
    }
    if (!root.path("peft_type").asText("").equals("LORA")) {
      faults.add("%s: peft_type: only LORA adapters can be read, but it is %s"
          .formatted(file, root.path("peft_type")));
    }
    if (!root.path("bias").asText("none").equals("none")) {
      faults.add("%s: bias: must be 'none', but is %s: trained biases cannot be read"
          .formatted(file, root.path("bias")));
    }
    if (!root.path("r").isInt()) {
      faults.add("%s: r: must be a whole number, but is %s".formatted(file, root.path("r")));
    }
    Set<String> used = Set.of(
        "peft_type", "bias", "r", "lora_alpha", "lora_dropout", "target_modules", "use_rslora");
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      JsonNode value = entry.getValue();
      boolean off = value.isNull()
          || (value.isBoolean() && !value.asBoolean())
          || (value.isContainerNode() && value.isEmpty());
      if (!off && !used.contains(entry.getKey()) && !INERT.contains(entry.getKey())) {
        faults.add("%s: %s: is %s, which cannot be read here: it changes what the adapter computes"
            .formatted(file, entry.getKey(), excerpt(value)));
      }
    }
    List<String> targets = targets(root.path("target_modules"), file, faults);
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
    try {
      return new Lora(
          root.path("r").asInt(),
          Optional.of(root.path("lora_alpha").asDouble(8)),
          root.path("lora_dropout").asDouble(0),
          targets,
          root.path("use_rslora").asBoolean(false),
          BaseStates.FLOAT32,
          Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new UserError("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static List<String> targets(JsonNode node, Path file, List<String> faults) {
    if (node.asText("").equals("all-linear")) {
      return List.of();
    }
    List<String> targets = new ArrayList<>();
    node.elements().forEachRemaining(element -> targets.add(element.asText()));
    if (targets.isEmpty()) {
      faults.add("%s: target_modules: must be a list of names or 'all-linear', but is %s"
          .formatted(file, excerpt(node)));
    }
    return targets;
  }

  private static String excerpt(JsonNode node) {
    String text = node.toString();
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }

  /**
   * Loads the matrices of a folder into a policy's adapter.
   *
   * @param policy has an adapter with the folder's settings
   * @throws UserError that names every matrix that is missing, superfluous or of another shape, or the setting that
   *     differs. In this case, nothing is changed
   */
  public static void load(Policy policy, Path folder) {
    policy.lora().orElseThrow().admit(settings(folder), folder.toString());
    Path file = folder.resolve(TENSORS);
    try (Safetensors saved = Safetensors.open(file)) {
      List<String> faults = new ArrayList<>();
      Map<String, TensorInfo> wanted = new LinkedHashMap<>();
      policy.tensors().infos().forEach(info -> wanted.put(info.name(), info));
      for (TensorInfo info : saved.tensors()) {
        TensorInfo here = wanted.remove(info.name());
        if (here == null) {
          faults.add(
              "%s: tensor %s is for no layer that this policy adapts".formatted(file, info.name()));
        } else if (!Arrays.equals(here.shape(), info.shape())) {
          faults.add("%s: tensor %s has the shape %s, but this policy needs %s"
              .formatted(
                  file, info.name(), Arrays.toString(info.shape()), Arrays.toString(here.shape())));
        }
      }
      wanted.keySet().forEach(name -> faults.add("%s: has no tensor %s".formatted(file, name)));
      if (!faults.isEmpty()) {
        throw new UserError(faults);
      }
      Map<String, float[]> values = new LinkedHashMap<>();
      for (TensorInfo info : saved.tensors()) {
        RawTensor tensor = saved.read(info.name());
        values.put(info.name(), tensor.floats());
      }
      policy.tensors().load(values::get);
    }
  }
}
