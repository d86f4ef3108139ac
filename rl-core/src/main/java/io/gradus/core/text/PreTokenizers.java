package io.gradus.core.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Rules that cut text into words before bytes are merged, by llama.cpp's names. Each was compared with a model's
 * {@code tokenizer.json} or is a published rule; others are refused rather than guessed.
 */
final class PreTokenizers {
  static final List<String> NAMES =
      List.of("deepseek-r1-qwen", "deepseek-v3", "gpt-2", "llama-bpe", "llama3", "qwen2", "smollm");

  private static final String CONTRACTIONS =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}";
  private static final String REST =
      "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private PreTokenizers() {}

  /** Adds the fields {@code normalizer} and {@code pre_tokenizer} of a {@code tokenizer.json}. */
  static void put(String name, ObjectNode json) {
    boolean qwen = name.equals("qwen2") || name.equals("deepseek-r1-qwen");
    if (qwen) {
      json.putObject("normalizer").put("type", "NFC");
    } else {
      json.putNull("normalizer");
    }
    ArrayNode steps =
        json.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
    switch (name) {
      case "gpt-2" -> bytes(steps, true);
      case "smollm" -> {
        steps.addObject().put("type", "Digits").put("individual_digits", true);
        bytes(steps, true);
      }
      case "deepseek-v3" -> {
        split(steps, "\\p{N}{1,3}");
        split(steps, "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+");
        split(
            steps,
            "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
                + "| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+");
        bytes(steps, false);
      }
      default -> {
        split(steps, CONTRACTIONS + (qwen ? "" : "{1,3}") + REST);
        bytes(steps, false);
      }
    }
  }

  /** Returns whether a whole word that is a token skips merging. */
  static boolean ignoresMerges(String name) {
    return name.equals("llama-bpe") || name.equals("llama3");
  }

  private static void split(ArrayNode steps, String regex) {
    ObjectNode split =
        steps.addObject().put("type", "Split").put("behavior", "Isolated").put("invert", false);
    split.putObject("pattern").put("Regex", regex);
  }

  private static void bytes(ArrayNode steps, boolean regex) {
    steps
        .addObject()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", regex);
  }
}
