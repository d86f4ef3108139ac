package io.gradus.core.gguf;

import io.gradus.core.gguf.ModelSizes.Latent;
import io.gradus.core.tensorfile.DType;
import io.gradus.core.tensorfile.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** All weights of a model, under both names and in both layouts, in the order of llama.cpp's converter. */
final class TensorPlan {
  private final ModelSizes sizes;
  private final boolean splitLatent;
  private final List<Weight> weights = new ArrayList<>();

  private TensorPlan(ModelSizes sizes, boolean splitLatent) {
    this.sizes = sizes;
    this.splitLatent = splitLatent;
  }

  /**
   * Returns the weights of a model of these sizes.
   *
   * @param splitLatent whether the up-projection of latent attention is stored in two parts, as in files since April
   *     2025
   */
  static List<Weight> of(ModelSizes sizes, boolean splitLatent) {
    TensorPlan plan = new TensorPlan(sizes, splitLatent);
    plan.plain(
        "token_embd.weight", "model.embed_tokens.weight", sizes.vocabulary(), sizes.hidden());
    for (int layer = 0; layer < sizes.layers(); layer++) {
      plan.layer("blk." + layer + ".", "model.layers." + layer + ".", layer);
    }
    plan.plain("output_norm.weight", "model.norm.weight", sizes.hidden());
    if (!sizes.tied()) {
      plan.plain("output.weight", "lm_head.weight", sizes.vocabulary(), sizes.hidden());
    }
    return plan.weights;
  }

  private void layer(String gguf, String hf, int layer) {
    plain(gguf + "attn_norm.weight", hf + "input_layernorm.weight", sizes.hidden());
    if (sizes.latent() == null) {
      attention(gguf + "attn_", hf + "self_attn.");
    } else {
      latentAttention(gguf + "attn_", hf + "self_attn.");
    }
    plain(gguf + "ffn_norm.weight", hf + "post_attention_layernorm.weight", sizes.hidden());
    if (sizes.experts() == 0 || layer < sizes.denseLayers()) {
      feedForward(gguf, hf + "mlp.", "", sizes.intermediate(), sizes.mlpBias());
    } else {
      mixture(gguf, hf);
    }
  }

  private void attention(String gguf, String hf) {
    int queries = sizes.heads() * sizes.headSize();
    int keys = sizes.keyValueHeads() * sizes.headSize();
    boolean bias = sizes.projectionBias() || sizes.queryKeyValueBias();
    projection(gguf + "q", hf + "q_proj", sizes.heads(), bias, queries, sizes.hidden());
    projection(gguf + "k", hf + "k_proj", sizes.keyValueHeads(), bias, keys, sizes.hidden());
    projection(gguf + "v", hf + "v_proj", 0, bias, keys, sizes.hidden());
    projection(gguf + "output", hf + "o_proj", 0, sizes.projectionBias(), sizes.hidden(), queries);
    if (sizes.queryKeyNorm()) {
      plain(gguf + "q_norm.weight", hf + "q_norm.weight", sizes.headSize());
      plain(gguf + "k_norm.weight", hf + "k_norm.weight", sizes.headSize());
    }
  }

  /** @param rotated number of heads that RoPE rotates, 0 for none */
  private void projection(String gguf, String hf, int rotated, boolean bias, int out, int in) {
    boolean reorder =
        rotated > 0 && GgufArchitecture.of(sizes.modelType()) == GgufArchitecture.LLAMA;
    List<long[]> shapes = bias
        ? List.of(new long[] {out, in}, new long[] {out})
        : List.<long[]>of(new long[] {out, in});
    for (long[] shape : shapes) {
      String suffix = shape.length == 1 ? ".bias" : ".weight";
      TensorInfo stored = info(gguf + suffix, shape);
      TensorInfo loaded = info(hf + suffix, shape);
      weights.add(
          reorder ? new RotaryWeight(stored, loaded, rotated) : new PlainWeight(stored, loaded));
    }
  }

  private void latentAttention(String gguf, String hf) {
    Latent latent = Objects.requireNonNull(sizes.latent());
    int heads = sizes.heads();
    int hidden = sizes.hidden();
    int queries = heads * (latent.nope() + latent.rope());
    if (latent.queryRank() == 0) {
      plain(gguf + "q.weight", hf + "q_proj.weight", queries, hidden);
    } else {
      plain(gguf + "q_a.weight", hf + "q_a_proj.weight", latent.queryRank(), hidden);
      plain(gguf + "q_a_norm.weight", hf + "q_a_layernorm.weight", latent.queryRank());
      plain(gguf + "q_b.weight", hf + "q_b_proj.weight", queries, latent.queryRank());
    }
    plain(
        gguf + "kv_a_mqa.weight",
        hf + "kv_a_proj_with_mqa.weight",
        latent.rank() + latent.rope(),
        hidden);
    plain(gguf + "kv_a_norm.weight", hf + "kv_a_layernorm.weight", latent.rank());
    TensorInfo both = info(
        hf + "kv_b_proj.weight", heads * (long) (latent.nope() + latent.value()), latent.rank());
    weights.add(
        splitLatent
            ? new LatentKeyValue(
                info(gguf + "k_b.weight", heads, latent.rank(), latent.nope()),
                info(gguf + "v_b.weight", heads, latent.value(), latent.rank()),
                both)
            : new PlainWeight(info(gguf + "kv_b.weight", both.shape()), both));
    plain(gguf + "output.weight", hf + "o_proj.weight", hidden, (long) heads * latent.value());
  }

  /** @param kind suffix that llama.cpp appends to the name of a feed-forward part if there are several */
  private void feedForward(String gguf, String hf, String kind, int inner, boolean bias) {
    for (String part : List.of("gate", "up", "down")) {
      int out = part.equals("down") ? sizes.hidden() : inner;
      int in = part.equals("down") ? inner : sizes.hidden();
      projection(gguf + "ffn_" + part + kind, hf + part + "_proj", 0, bias, out, in);
    }
  }

  private void mixture(String gguf, String hf) {
    boolean mixtral = sizes.modelType().equals("mixtral");
    String block = hf + (mixtral ? "block_sparse_moe." : "mlp.");
    plain(gguf + "ffn_gate_inp.weight", block + "gate.weight", sizes.experts(), sizes.hidden());
    if (sizes.correctionBias()) {
      plain(gguf + "exp_probs_b.bias", block + "gate.e_score_correction_bias", sizes.experts());
    }
    experts(
        gguf + "ffn_gate_exps.weight", block, mixtral ? ".w1.weight" : ".gate_proj.weight", true);
    experts(gguf + "ffn_up_exps.weight", block, mixtral ? ".w3.weight" : ".up_proj.weight", true);
    experts(
        gguf + "ffn_down_exps.weight", block, mixtral ? ".w2.weight" : ".down_proj.weight", false);
    if (sizes.sharedExperts() > 0) {
      int inner = sizes.sharedExperts() * sizes.expertIntermediate();
      feedForward(gguf, hf + "mlp.shared_experts.", "_shexp", inner, false);
    }
  }

  private void experts(String gguf, String block, String suffix, boolean widens) {
    int out = widens ? sizes.expertIntermediate() : sizes.hidden();
    int in = widens ? sizes.hidden() : sizes.expertIntermediate();
    weights.add(
        new StackedExperts(info(gguf, sizes.experts(), out, in), block + "experts.", suffix));
  }

  private void plain(String gguf, String hf, long... shape) {
    weights.add(new PlainWeight(info(gguf, shape), info(hf, shape)));
  }

  private static TensorInfo info(String name, long... shape) {
    return new TensorInfo(name, DType.F32, shape);
  }
}
