package io.gradus.core.huggingface;

import io.gradus.core.architecture.LinearScaling;
import io.gradus.core.architecture.Llama3Scaling;
import io.gradus.core.architecture.NoScaling;
import io.gradus.core.architecture.Rope;
import io.gradus.core.architecture.RopeScaling;
import io.gradus.core.architecture.YarnScaling;
import java.util.List;
import java.util.Optional;

/**
 * Positions in a configuration: {@code rope_theta} and {@code rope_scaling} of transformers 4, or
 * {@code rope_parameters} of transformers 5.
 *
 * @param rope the resulting positions
 * @param scoreScale additional factor of the attention scores (latent attention with YaRN)
 */
public record RopeFields(Rope rope, double scoreScale) {
  private static final List<String> TYPES = List.of("default", "linear", "llama3", "yarn");

  /**
   * @param width width of the rotated part
   * @param context max_position_embeddings
   * @param defaultTheta base if the configuration has none
   */
  static RopeFields read(ConfigFields fields, int width, int context, double defaultTheta) {
    fields.only(
        "partial_rotary_factor", List.of(1), "only whole heads can be rotated here: must be 1");
    double theta = fields.positive("rope_theta", defaultTheta);
    Optional<Integer> original = fields.integer("original_max_position_embeddings");
    Optional<ConfigFields> old = fields.fields("rope_scaling");
    Optional<ConfigFields> parameters = fields.fields("rope_parameters").or(() -> old);
    if (parameters.isEmpty()) {
      return new RopeFields(new Rope(theta, width, new NoScaling()), 1);
    }
    ConfigFields rope = parameters.orElseThrow();
    theta = rope.positive("rope_theta", theta);
    rope.only(
        "partial_rotary_factor", List.of(1), "only whole heads can be rotated here: must be 1");
    String legacy = rope.text("type", "default");
    String type = rope.text("rope_type", legacy);
    int first = original.orElse(rope.integer("original_max_position_embeddings", context));
    double ratio = type.equals("yarn") ? Math.max(1, (double) context / first) : 1;
    double factor = rope.number("factor", ratio);
    double mscale = rope.number("mscale", 0);
    double mscaleAll = rope.number("mscale_all_dim", 0);
    RopeScaling scaling = switch (type) {
      case "default" -> new NoScaling();
      case "linear" -> new LinearScaling(atLeastOne(rope, factor));
      case "llama3" ->
        new Llama3Scaling(
            atLeastOne(rope, factor),
            rope.positive("low_freq_factor", 1),
            rope.positive("high_freq_factor", 4),
            first);
      case "yarn" -> {
        double yarnFactor = atLeastOne(rope, factor);
        Optional<Double> amplitude = rope.number("attention_factor");
        if (amplitude.isEmpty() && mscale != 0 && mscaleAll != 0) {
          amplitude = Optional.of(YarnScaling.magnitude(yarnFactor, mscale)
              / YarnScaling.magnitude(yarnFactor, mscaleAll));
        }
        yield new YarnScaling(
            yarnFactor,
            first,
            orDefault(rope.number("beta_fast", 32), 32),
            orDefault(rope.number("beta_slow", 1), 1),
            amplitude,
            rope.flag("truncate", true));
      }
      default -> {
        rope.refuse(
            rope.has("rope_type") ? "rope_type" : "type",
            "is not supported; supported are " + String.join(", ", TYPES));
        yield new NoScaling();
      }
    };
    rope.ignore(List.of("finetuned"));
    rope.unread().forEach(name -> rope.refuse(name, "does not belong to " + type + " positions"));
    double scoreScale = type.equals("default") || mscaleAll == 0
        ? 1
        : Math.pow(YarnScaling.magnitude(factor, mscaleAll), 2);
    return new RopeFields(new Rope(theta, width, scaling), scoreScale);
  }

  private static double atLeastOne(ConfigFields rope, double factor) {
    if (!(factor >= 1)) {
      rope.refuse("factor", "must be at least 1");
      return 1;
    }
    return factor;
  }

  /** Returns a value or its default; 0 means absent, as in transformers. */
  private static double orDefault(double value, double otherwise) {
    return value == 0 ? otherwise : value;
  }
}
