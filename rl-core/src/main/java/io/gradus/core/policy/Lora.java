package io.gradus.core.policy;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Architecture;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Low-rank adaptation (arXiv:2106.09685): {@code y = W x + s B (A x)} with W frozen and {@code s = alpha / r}, or
 * {@code alpha / sqrt(r)} when rank-stabilised (arXiv:2312.03732). A is drawn from the seed and B begins at zero, so
 * the adapted policy initially equals the base.
 *
 * @param dropout only in training; scoring and sampling drop nothing
 * @param targets short names of linear layers, as in Hugging Face
 *
 * @param base {@code int8} has one scale per row
 */
public record Lora(
    @Default("16") @About("rank r of each adapter") int rank,

    @About("scale: the adapter's part is multiplied by alpha / rank; absent: alpha equals the rank")
    Optional<Double> alpha,

    @Default("0.0")
    @About(
        "share of an adapter's input that is dropped in training; it makes the policy ratio noisy")
    double dropout,

    @Default("[]")
    @About(
        "linear layers to adapt by short name, such as q_proj, down_proj; empty: all except the head")
    List<String> targets,

    @Default("false")
    @About("scale by alpha / sqrt(rank) instead (rank-stabilised, arXiv:2312.03732)")
    boolean rslora,

    @Default("float32")
    @About("type of the frozen matrices: float32, or int8 (a quarter of the memory)")
    BaseStates base,

    @About("folder with a PEFT adapter of these settings to start from; absent: a new adapter")
    Optional<Path> from) {
  /** Matrices that are no linear layers, or must stay exact. */
  private static final Set<String> OTHERS =
      Set.of("embed_tokens", "lm_head", "gate", "shared_expert_gate");

  public Lora {
    targets = List.copyOf(targets);
    if (rank < 1) {
      throw new IllegalArgumentException("rank: must be positive, but is " + rank);
    }
    if (rank > 1 << 16) {
      throw new IllegalArgumentException("rank: must be at most 65536, but is " + rank);
    }
    if (!(alpha.orElse(1.0) > 0)) {
      throw new IllegalArgumentException("alpha: must be positive, but is " + alpha.get());
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout: must be in [0, 1), but is " + dropout);
    }
  }

  /** Returns the settings of a new adapter of a rank: every linear layer except the head, in float32. */
  public static Lora of(int rank) {
    return new Lora(
        rank, Optional.empty(), 0, List.of(), false, BaseStates.FLOAT32, Optional.empty());
  }

  /** Returns s, the factor of the adapter's part. */
  public double scale() {
    return alpha.orElse((double) rank) / (rslora ? Math.sqrt(rank) : rank);
  }

  /** Returns whether the frozen matrices are kept in eight bits. */
  public boolean quantised() {
    return base == BaseStates.INT8;
  }

  /**
   * Checks that a saved adapter has these settings, because other settings change the meaning of its matrices.
   *
   * @throws UserError that names the differences
   */
  void admit(Lora saved, String folder) {
    List<String> faults = new ArrayList<>();
    if (rank != saved.rank()) {
      faults.add("policy.lora.rank: is %d, but the adapter in %s has %d"
          .formatted(rank, folder, saved.rank()));
    } else if (Math.abs(scale() - saved.scale()) > 1e-9 * saved.scale()) {
      faults.add(
          "policy.lora.alpha: with rslora %s, the factor is %s, but the adapter in %s has the factor %s (alpha %s, rslora %s)"
              .formatted(
                  rslora,
                  scale(),
                  folder,
                  saved.scale(),
                  saved.alpha().orElse(0.0),
                  saved.rslora()));
    }
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
  }

  /** Returns whether a part of a parameter gets an adapter. */
  public boolean adapts(Parameter parameter, Parameter.Part part) {
    return adaptable(parameter)
        && (targets.isEmpty() || targets.stream().anyMatch(t -> names(t, part)));
  }

  /** Returns whether a module's name ends with a target: {@code q_proj}, or {@code 3.self_attn.q_proj}. */
  private static boolean names(String target, Parameter.Part part) {
    return ("." + module(part.name())).endsWith("." + target);
  }

  private static String module(String name) {
    return name.substring(0, Math.max(name.lastIndexOf('.'), 0));
  }

  /** Returns whether a parameter is a linear layer of the body, not the embedding, the head, a norm or a gate. */
  static boolean adaptable(Parameter parameter) {
    return parameter.shape().length == 2 && !OTHERS.contains(shortName(parameter.name()));
  }

  /** Returns the short name: {@code q_proj} of {@code model.layers.0.self_attn.q_proj.weight}. */
  static String shortName(String name) {
    String module = module(name);
    return module.substring(module.lastIndexOf('.') + 1);
  }

  /**
   * Checks the targets and dropout.
   *
   * @throws UserError if the architecture has no linear layer with a target's name, or if experts would have dropout
   */
  public void check(Architecture architecture, int vocabulary) {
    List<Parameter.Part> layers = architecture.parameters(vocabulary).stream()
        .filter(Lora::adaptable)
        .flatMap(p -> p.parts().stream())
        .toList();
    Set<String> known = new TreeSet<>();
    layers.forEach(part -> known.add(shortName(part.name())));
    List<String> faults = new ArrayList<>();
    for (String target : targets) {
      if (layers.stream().noneMatch(part -> names(target, part))) {
        faults.add("lora.targets: this architecture has no linear layer '%s'. It has: %s"
            .formatted(target, String.join(", ", known)));
      }
    }
    boolean experts = architecture.parameters(vocabulary).stream()
        .flatMap(p -> p.parts().stream().filter(part -> adapts(p, part)))
        .anyMatch(part -> part.name().contains(".experts."));
    if (dropout > 0 && experts) {
      faults.add(
          "lora.dropout: must be 0 for experts. Set it to 0, or name targets other than experts, such as [q_proj, k_proj, v_proj, o_proj]");
    }
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
  }
}
