package io.gradus.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.KlEstimator;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.advantage.Advantage;
import io.gradus.core.advantage.Baseline;
import io.gradus.core.advantage.Gdpo;
import io.gradus.core.advantage.GreedyBaseline;
import io.gradus.core.advantage.KlInReward;
import io.gradus.core.advantage.LeaveOneOut;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.advantage.Standardized;
import io.gradus.core.advantage.Whitened;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.correction.Level;
import io.gradus.core.objective.correction.MaskedImportance;
import io.gradus.core.objective.correction.TruncatedImportance;
import io.gradus.core.objective.loss.Cispo;
import io.gradus.core.objective.loss.ClipCov;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.loss.Gspo;
import io.gradus.core.objective.loss.KlCov;
import io.gradus.core.objective.loss.OffPolicyMask;
import io.gradus.core.objective.loss.Reinforce;
import io.gradus.core.objective.loss.Sapo;
import io.gradus.core.objective.loss.TopEntropy;
import io.gradus.core.objective.loss.TwoSidedClip;
import io.gradus.core.objective.reference.CorrectedK3;
import io.gradus.core.objective.reference.ImportanceWeighted;
import io.gradus.core.objective.reference.K1;
import io.gradus.core.objective.reference.K2;
import io.gradus.core.objective.reference.K3;
import io.gradus.core.objective.reference.NoReference;
import io.gradus.core.objective.reference.StraightThrough;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Which parts of ours a golden row's settings ask for. */
final class GoldenRows {
  private static final Optional<Double> NONE = Optional.empty();

  private GoldenRows() {}

  /**
   * Our parts for a row.
   *
   * @param old which numbers are those of the old policy
   * @param behaviour which numbers are the sampler's
   * @param maskOf what the mask of a batch becomes
   */
  record Parts(
      Objective objective,
      int budget,
      String old,
      String behaviour,
      UnaryOperator<double[][]> maskOf,
      Optional<Advantage> advantage,
      List<Score> scores,
      Optional<double[]> baselines,
      Map<String, Double> weights) {
    Optional<Correction> correction() {
      return objective.correction();
    }

    double[][] mask(GoldenBatch batch) {
      return maskOf.apply(batch.mask);
    }

    Parts judging(Advantage by, List<Score> all) {
      return new Parts(
          objective, budget, old, behaviour, maskOf, Optional.of(by), all, baselines, weights);
    }

    Parts comparing(double[] greedy) {
      return new Parts(
          objective,
          budget,
          old,
          behaviour,
          maskOf,
          advantage,
          scores,
          Optional.of(greedy),
          weights);
    }

    Parts weighing(Map<String, Double> by) {
      return new Parts(objective, budget, old, behaviour, maskOf, advantage, scores, baselines, by);
    }

    Parts masking(UnaryOperator<double[][]> to) {
      return new Parts(
          objective, budget, old, behaviour, to, advantage, scores, baselines, weights);
    }

    Parts from(String oldName, String behaviourName) {
      return new Parts(
          objective, budget, oldName, behaviourName, maskOf, advantage, scores, baselines, weights);
    }
  }

  /** Our parts for the rows of {@code trl_losses.json} that choose tokens or weigh them. */
  static Map<String, Parts> ofTrlLosses() {
    PolicyLoss clip = new ClippedSurrogate(0.2, 0.2, NONE);
    return Map.of(
        "top_entropy_20",
        parts(new Shape(new TopEntropy(0.2, clip), new SequenceMean()))
            .from("old_log_probs", "sampling_log_probs"),
        "off_policy_mask",
        parts(new Shape(new OffPolicyMask(0.05, clip), new SequenceMean()))
            .from("old_log_probs", "sampling_log_probs"),
        "tis",
        parts(
                new Shape(clip, new TokenMean()),
                new NoReference(),
                Optional.of(new TruncatedImportance(2)))
            .from("old_log_probs", "sampling_log_probs"));
  }

  /** A loss with its reduction. */
  private record Shape(PolicyLoss loss, Reduction reduction) {}

  /** Absent when no part of ours is what the row computes. */
  static Optional<Parts> of(String name, JsonNode file, JsonNode row) {
    JsonNode settings = row.get("settings");
    return switch (name) {
      case "methods_advantages.json" -> advantages(file, row, settings);
      case "methods_policy_losses.json" -> verl(settings).map(GoldenRows::parts);
      case "methods_reinforce_plus_plus.json" -> openRlhf(file, settings);
      case "methods_remax.json" -> remax(file, settings);
      case "methods_gdpo.json" -> gdpo(file, row, settings);
      case "methods_rollout_correction.json" -> correction(row.get("framework").asText(), settings);
      case "methods_kl.json" -> kl(row.get("name").asText());
      case "methods_entropy.json" -> entropy(row.get("name").asText(), settings);
      case "methods_trl_grpo.json" -> Trl.parts(file, settings);
      default -> Optional.empty();
    };
  }

  private static Parts parts(Shape shape) {
    return parts(shape, new NoReference(), Optional.empty());
  }

  private static Parts parts(Shape shape, Reference reference, Optional<Correction> correction) {
    return parts(shape, reference, correction, 0, new FixedCoefficient(1), 9);
  }

  static Parts parts(
      Shape shape,
      Reference reference,
      Optional<Correction> correction,
      double entropyBonus,
      Coefficient entropyCoefficient,
      int budget) {
    Objective objective = new Objective(
        new Batch.NumberReward(),
        new Everything(),
        new MeanCentered(),
        shape.loss(),
        shape.reduction(),
        new FixedCoefficient(1),
        reference,
        Optional.empty(),
        entropyBonus,
        false,
        correction,
        List.of(),
        new FixedCoefficient(1),
        entropyCoefficient);
    return new Parts(
        objective,
        budget,
        "old_log_probs",
        "rollout_log_probs",
        mask -> mask,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Map.of("none", 1.0));
  }

  private static double number(JsonNode settings, String key, double otherwise) {
    return settings.hasNonNull(key) ? settings.get(key).asDouble() : otherwise;
  }

  private static String text(JsonNode settings, String key, String otherwise) {
    return settings.path(key).asText(otherwise);
  }

  private static List<Score> scores(JsonNode file, String key) {
    return file.at("/inputs/" + key)
        .valueStream()
        .map(score -> Score.of(score.asDouble(), Verdict.WRONG, "", "golden"))
        .toList();
  }

  private static Optional<Parts> advantages(JsonNode file, JsonNode row, JsonNode settings) {
    Whitened whitened = new Whitened(Baseline.NONE, number(settings, "gamma", 1), true);
    Advantage ours = switch (row.get("function").asText()) {
      case "compute_grpo_outcome_advantage" ->
        settings.get("std").asBoolean() ? new Standardized(1e-6) : new MeanCentered();
      case "compute_rloo_outcome_advantage" -> new LeaveOneOut();
      case "compute_reinforce_plus_plus_baseline_outcome_advantage" ->
        new Whitened(Baseline.GROUP_MEAN, 1, true);
      case "compute_reinforce_plus_plus_outcome_advantage" ->
        settings.has("kl")
            ? new KlInReward(settings.get("kl_coefficient").asDouble(), KlEstimator.K1, whitened)
            : whitened;
      default -> null;
    };
    String reward = row.get("reward").asText();
    String key = reward.equals("shaped_rewards") ? "scores" : reward;
    return Optional.ofNullable(ours)
        .map(advantage -> parts(new Shape(new Reinforce(), new TokenMean()))
            .judging(advantage, scores(file, key))
            .from("old_log_probs", "old_log_probs"));
  }

  private static Optional<Shape> verl(JsonNode settings) {
    double low = number(settings, "clip_ratio_low", 0.2);
    double high = number(settings, "clip_ratio_high", 0.2);
    Optional<Reduction> reduction = switch (text(settings, "loss_agg_mode", "token-mean")) {
      case "token-mean" -> Optional.of(new TokenMean());
      case "seq-mean-token-mean" -> Optional.of(new SequenceMean());
      case "seq-mean-token-sum" -> Optional.of(new ConstantLength(Optional.of(1)));
      case "seq-mean-token-sum-norm" ->
        Optional.of(
            new ConstantLength(Optional.of((int) number(settings, "loss_scale_factor", 9))));
      default -> Optional.empty();
    };
    return switch (text(settings, "loss_mode", "")) {
      case "vanilla" ->
        reduction.map(r -> new Shape(
            new ClippedSurrogate(low, high, Optional.of(number(settings, "clip_ratio_c", 3))), r));
      case "gspo" -> Optional.of(new Shape(new Gspo(low, high), new SequenceMean()));
      case "sapo" ->
        Optional.of(new Shape(
            new Sapo(number(settings, "tau_pos", 1), number(settings, "tau_neg", 1.05)),
            new SequenceMean()));
      case "cispo" -> reduction.map(r -> new Shape(new Cispo(Optional.of(low), high), r));
      case "gpg" -> reduction.map(r -> new Shape(new Reinforce(), r));
      default -> Optional.empty();
    };
  }

  private static Optional<Parts> openRlhf(JsonNode file, JsonNode settings) {
    double kl = settings.get("kl").asDouble();
    String estimator = settings.get("estimator").asText();
    if (settings.get("no_std").asBoolean()
        || settings.hasNonNull("clip")
        || (estimator.equals("rloo") && kl > 0)) {
      return Optional.empty();
    }
    Advantage inner = switch (estimator) {
      case "reinforce" -> new Whitened(Baseline.NONE, settings.get("gamma").asDouble(), false);
      case "reinforce_baseline" -> new Whitened(Baseline.GROUP_MEAN, 1, false);
      case "rloo" -> new LeaveOneOut();
      case "group_norm" -> new Standardized(1e-9);
      default -> new MeanCentered();
    };
    Advantage ours =
        kl > 0 ? new KlInReward(kl, estimator(settings.get("kl_estimator")), inner) : inner;
    double high = settings.get("clip_high").asDouble();
    Optional<Double> dual =
        settings.hasNonNull("dual") ? Optional.of(settings.get("dual").asDouble()) : NONE;
    boolean tokens = settings.get("token_level").asBoolean();
    Shape shape = settings.get("loss").asText().equals("gspo")
        ? new Shape(new Gspo(0.2, high), new SequenceMean())
        : new Shape(
            new ClippedSurrogate(0.2, high, dual), tokens ? new TokenMean() : new SequenceMean());
    return Optional.of(parts(shape)
        .judging(ours, scores(file, settings.get("reward").asText()))
        .from("old_log_probs", "old_log_probs"));
  }

  private static KlEstimator estimator(JsonNode name) {
    return KlEstimator.valueOf(name.asText().toUpperCase(Locale.ROOT));
  }

  private static Optional<Parts> remax(JsonNode file, JsonNode settings) {
    double kl = settings.get("kl").asDouble();
    Advantage greedy = new GreedyBaseline();
    Advantage ours = kl > 0 ? new KlInReward(kl, KlEstimator.K1, greedy) : greedy;
    Optional<Shape> shape = settings.get("loss").asText().equals("reinforce")
        ? Optional.of(new Shape(new Reinforce(), new ConstantLength(Optional.of(1))))
        : verl(settings);
    return shape.map(s -> parts(s)
        .judging(ours, scores(file, settings.get("reward").asText()))
        .comparing(GoldenBatch.vector(file.at("/inputs/greedy_rewards")))
        .from("old_log_probs", "old_log_probs"));
  }

  private static Optional<Parts> gdpo(JsonNode file, JsonNode row, JsonNode settings) {
    Map<String, Double> weights = new LinkedHashMap<>();
    List<String> names =
        file.at("/reward_functions/names").valueStream().map(JsonNode::asText).toList();
    for (int k = 0; k < names.size(); k++) {
      weights.put(
          names.get(k),
          settings.has("weights")
              ? settings.get("weights").get(k).asDouble()
              : settings.get("weights_in_order").get(names.get(k)).asDouble());
    }
    boolean apart =
        !text(settings, "multi_objective_aggregation", "normalize_then_sum").startsWith("sum");
    Advantage ours = switch (row.get("framework").asText()) {
      case "TRL 1.16" ->
        apart
            ? new Gdpo(1e-4)
            : switch (settings.get("scale_rewards").asText()) {
              case "group" -> new Standardized(1e-4);
              case "none" -> new MeanCentered();
              default -> null;
            };
      case "NeMo-RL" -> settings.get("leave_one_out").asBoolean() ? null : new Gdpo(1e-6);
      default -> null;
    };
    JsonNode rewards = row.has("rewards_by_function")
        ? row.get("rewards_by_function")
        : file.at("/reward_functions/rewards_by_function");
    List<Score> scores = new ArrayList<>();
    for (JsonNode numbers : rewards) {
      Map<String, Double> terms = new LinkedHashMap<>();
      double value = 0;
      for (int k = 0; k < names.size(); k++) {
        if (!numbers.get(k).isNull()) {
          terms.put(names.get(k), numbers.get(k).asDouble());
          value += weights.getOrDefault(names.get(k), 0.0) * numbers.get(k).asDouble();
        }
      }
      scores.add(
          terms.isEmpty()
              ? Score.verifierError("no reward")
              : new Score(value, Verdict.WRONG, "", "golden", terms));
    }
    return Optional.ofNullable(ours)
        .map(advantage -> parts(new Shape(new Reinforce(), new TokenMean()))
            .judging(advantage, scores)
            .weighing(weights)
            .from("old_log_probs", "old_log_probs"));
  }

  private static Optional<Parts> correction(String framework, JsonNode settings) {
    PolicyLoss clip = new ClippedSurrogate(0.2, 0.2, NONE);
    PolicyLoss verls = new ClippedSurrogate(0.2, 0.2, Optional.of(3.0));
    if (settings.has("rollout_rs")) {
      return Optional.empty();
    }
    if (framework.equals("verl") && settings.has("old_log_prob")) {
      // The weight is of the current policy and the sampler, and detached: CISPO's without a lower
      // bound.
      double cap = settings.get("rollout_is_threshold").asDouble();
      return settings.get("rollout_is").asText().equals("token")
          ? Optional.of(parts(new Shape(new Cispo(NONE, cap - 1), new TokenMean()))
              .from("rollout_log_probs", "rollout_log_probs"))
          : Optional.empty();
    }
    Correction ours = switch (framework) {
      case "verl" -> verlCorrection(settings);
      case "OpenRLHF" ->
        typed(
            settings.get("type").asText(),
            settings.get("threshold").get(0).asDouble(),
            settings.get("threshold").get(1).asDouble());
      case "NeMo-RL" ->
        typed(
            settings.get("type").asText(),
            number(settings, "min", 0),
            number(settings, "max", 1e6));
      case "TRL 1.16" ->
        trlCorrection(
            settings.get("vllm_importance_sampling_mode").asText(),
            number(settings, "clip_min", 0),
            number(settings, "clip_max", 1e6));
      default -> null;
    };
    return Optional.ofNullable(ours)
        .map(c -> parts(
            new Shape(framework.equals("verl") ? verls : clip, new TokenMean()),
            new NoReference(),
            Optional.of(c)));
  }

  private static Correction verlCorrection(JsonNode settings) {
    Level level = Level.valueOf(settings.get("rollout_is").asText().toUpperCase(Locale.ROOT));
    boolean normalize = settings.path("rollout_is_batch_normalize").asBoolean(false);
    String[] bounds = settings.get("rollout_is_threshold").asText().split("_", -1);
    double[] numbers = Arrays.stream(bounds).mapToDouble(Double::parseDouble).toArray();
    return numbers.length == 1
        ? new TruncatedImportance(level, 0, numbers[0], normalize)
        : new MaskedImportance(level, numbers[0], numbers[1], normalize);
  }

  private static Correction typed(String type, double least, double most) {
    return switch (type) {
      case "icepop" -> new MaskedImportance(Level.TOKEN, least, most, false);
      case "seq-mask-tis" -> new MaskedImportance(Level.GEOMETRIC_MEAN, least, most, false);
      default -> new TruncatedImportance(Level.TOKEN, least, most, false);
    };
  }

  static Correction trlCorrection(String mode, double least, double most) {
    Level level = mode.startsWith("token") ? Level.TOKEN : Level.SEQUENCE;
    return mode.endsWith("truncate")
        ? new TruncatedImportance(level, least, most, false)
        : new MaskedImportance(level, least, most, false);
  }

  private static Optional<Parts> kl(String name) {
    Optional<Double> ten = Optional.of(10.0);
    Reference ours = switch (name) {
      case "verl_k1" -> new K1(1);
      case "verl_k2" -> new K2(1);
      case "verl_k3", "openrlhf_k3" -> new K3(1, ten);
      case "verl_k1+" -> new StraightThrough(1, KlEstimator.K1);
      case "verl_k3+" -> new StraightThrough(1, KlEstimator.K3);
      case "openrlhf_k1" -> new K1(1, ten);
      case "openrlhf_k2" -> new K2(1, ten);
      case "nemo_k1_importance_weighted", "nemo_k1_off_policy_weighted" ->
        new ImportanceWeighted(1, KlEstimator.K1, ten);
      case "nemo_k2_importance_weighted" -> new ImportanceWeighted(1, KlEstimator.K2, ten);
      case "nemo_k3_importance_weighted" -> new ImportanceWeighted(1, KlEstimator.K3, ten);
      default -> null;
    };
    // A weight of 1 with the slope of the score function is the ratio to the policy itself.
    String old = name.endsWith("importance_weighted") ? "log_probs" : "old_log_probs";
    return Optional.ofNullable(ours)
        .map(reference -> parts(
                new Shape(new Reinforce(), new TokenMean()), reference, Optional.empty())
            .from(old, old));
  }

  private static Optional<Parts> entropy(String name, JsonNode settings) {
    Reduction reduction = settings.get("loss_agg_mode").asText().equals("token-mean")
        ? new TokenMean()
        : new SequenceMean();
    if (name.equals("clip_cov_drawn_at_random")) {
      return Optional.empty();
    }
    PolicyLoss ours = settings.get("loss_mode").asText().equals("kl_cov")
        ? new KlCov(
            settings.get("kl_cov_ratio").asDouble(), settings.get("ppo_kl_coef").asDouble())
        : new ClipCov(
            0.2,
            0.2,
            settings.get("clip_cov_ratio").asDouble(),
            settings.get("clip_cov_lb").asDouble(),
            settings.get("clip_cov_ub").asDouble());
    return Optional.of(parts(new Shape(ours, reduction)).from("old_log_probs", "old_log_probs"));
  }

  /** The settings of TRL's trainer. */
  private static final class Trl {
    private Trl() {}

    static Optional<Parts> parts(JsonNode file, JsonNode s) {
      String type = text(s, "loss_type", "dapo");
      boolean sequence = text(s, "importance_sampling_level", "token").equals("sequence");
      boolean truncated = s.path("mask_truncated").asBoolean(false);
      boolean perToken = s.has("top_entropy_quantile")
          || text(s, "vllm_importance_sampling_mode", "").startsWith("token");
      boolean leftOut = s.has("current_gradient_accumulation_steps")
          || (s.has("entropy_coef") && s.has("top_entropy_quantile"))
          || (truncated && !List.of("dapo", "bnpo").contains(type))
          || (sequence && (perToken || s.has("delta") || s.has("use_bias_correction_kl")));
      Optional<PolicyLoss> base = leftOut ? Optional.empty() : loss(type, sequence, s);
      if (base.isEmpty()) {
        return Optional.empty();
      }
      PolicyLoss loss = base.orElseThrow();
      if (s.has("top_entropy_quantile")) {
        loss = new TopEntropy(s.get("top_entropy_quantile").asDouble(), loss);
      }
      if (s.has("off_policy_mask_threshold")) {
        loss = new OffPolicyMask(s.get("off_policy_mask_threshold").asDouble(), loss);
      }
      double beta = number(s, "beta", 0);
      Reference reference = beta == 0
          ? new NoReference()
          : s.path("use_bias_correction_kl").asBoolean(false)
              ? new CorrectedK3(beta)
              : new K3(beta);
      Optional<Correction> correction = s.has("vllm_importance_sampling_mode")
          ? Optional.of(trlCorrection(
              s.get("vllm_importance_sampling_mode").asText(),
              number(s, "vllm_importance_sampling_clip_min", 0),
              number(s, "vllm_importance_sampling_clip_max", 1e6)))
          : Optional.empty();
      boolean adaptive = s.path("use_adaptive_entropy").asBoolean(false);
      double bonus = number(s, "entropy_coef", 0);
      Parts parts = GoldenRows.parts(
          new Shape(loss, reduction(type)),
          reference,
          correction,
          adaptive ? 1 : bonus,
          adaptive
              ? new AdaptiveEntropy(s.get("entropy_target").asDouble(), 0.005, bonus, 1)
              : new FixedCoefficient(1),
          13);
      double[] cut = GoldenBatch.vector(file.at("/inputs/truncated"));
      double[][] tools = GoldenBatch.matrix(file.at("/inputs/tool_mask"));
      return Optional.of(parts
          .masking(mask -> masked(
              mask,
              truncated ? cut : new double[cut.length],
              s.path("tool_mask").asBoolean(false) ? tools : mask))
          .from(
              s.path("no_old").asBoolean(false) ? "log_probs" : "old_log_probs",
              s.path("no_sampling").asBoolean(false) ? "old_log_probs" : "rollout_log_probs"));
    }

    private static double[][] masked(double[][] mask, double[] cut, double[][] tools) {
      double[][] masked = new double[mask.length][mask[0].length];
      for (int i = 0; i < mask.length; i++) {
        for (int t = 0; t < mask[i].length; t++) {
          masked[i][t] = mask[i][t] * tools[i][t] * (1 - cut[i]);
        }
      }
      return masked;
    }

    private static Optional<PolicyLoss> loss(String type, boolean sequence, JsonNode s) {
      double low = number(s, "epsilon_low", 0.2);
      double high = number(s, "epsilon_high", 0.2);
      PolicyLoss loss = switch (type) {
        case "cispo" -> sequence ? null : new Cispo(NONE, high - 1);
        case "sapo" ->
          sequence
              ? null
              : new Sapo(
                  number(s, "sapo_temperature_pos", 1), number(s, "sapo_temperature_neg", 1.05));
        case "vespo" -> null;
        default ->
          sequence
              ? new Gspo(low, high)
              : s.has("delta")
                  ? new TwoSidedClip(low, high, s.get("delta").asDouble())
                  : new ClippedSurrogate(low, high, NONE);
      };
      return Optional.ofNullable(loss);
    }

    private static Reduction reduction(String type) {
      return switch (type) {
        case "grpo", "sapo" -> new SequenceMean();
        case "dr_grpo" -> new ConstantLength(Optional.empty());
        case "luspo" -> new ConstantLength(Optional.of(1));
        default -> new TokenMean();
      };
    }
  }
}
