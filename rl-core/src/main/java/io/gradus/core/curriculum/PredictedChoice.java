package io.gradus.core.curriculum;

import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** The choice of {@link PredictedRate}. */
final class PredictedChoice extends RankedChoice {
  private static final long PLACE = 44;
  private static final String PREDICTOR = "predictor";
  private static final String CALIBRATION = "calibration";
  private static final String SIGNALS = "signals";
  private static final String PROBLEM = "problem ";
  /** Random problems that have to be counted before savings are reported. */
  private static final double ENOUGH = 10;

  private final PredictedRate settings;
  private final long seed;
  /** Whether problems come back; otherwise their own outcomes would only fill the checkpoints. */
  private final boolean revisited;

  private final RatePredictor predictor = new RatePredictor();
  private final PassRates rates;
  private final Calibration calibration = new Calibration();
  private final Map<String, PredictedRate.Prediction> predicted = new HashMap<>();
  private final Set<String> random = new HashSet<>();

  /** Four counts: random problems, random problems with a signal, chosen problems, chosen problems with a signal. */
  private double[] signals = new double[4];

  PredictedChoice(PredictedRate settings, Dataset dataset, long seed, int stride) {
    super(dataset, seed, stride);
    this.settings = settings;
    this.seed = seed;
    revisited = Revisited.by(dataset);
    rates = new PassRates(settings.memory());
  }

  @Override
  List<Problem> rank(long step, List<Problem> candidates) {
    predicted.clear();
    random.clear();
    if (!predictor.ready()) {
      return candidates;
    }
    candidates.forEach(problem -> predicted.put(
        problem.id(), settings.predict(predictor.rate(Features.of(problem)), problem, rates)));
    Deque<Problem> drawn = new ArrayDeque<>(candidates);
    Deque<Problem> best =
        new ArrayDeque<>(descending(candidates, problem -> settings.score(prediction(problem))));
    Set<String> used = new HashSet<>();
    List<Problem> ranked = new ArrayList<>();
    while (ranked.size() < candidates.size()) {
      boolean explore =
          CounterRandom.uniform(seed, PLACE, step, ranked.size()) < settings.exploration();
      Problem next = (explore ? drawn : best).remove();
      if (used.add(next.id())) {
        ranked.add(next);
        if (explore) {
          random.add(next.id());
        }
      }
    }
    return ranked;
  }

  private PredictedRate.Prediction prediction(Problem problem) {
    return Objects.requireNonNull(predicted.get(problem.id()), problem.id());
  }

  @Override
  public void learn(long step, List<Outcome> outcomes) {
    calibration.fade();
    for (Outcome outcome : outcomes) {
      if (predicted.containsKey(outcome.problem().id())) {
        PredictedRate.Prediction prediction = prediction(outcome.problem());
        calibration.add(prediction.rate(), outcome.rate());
        int kind = random.contains(outcome.problem().id()) ? 0 : 2;
        signals[kind]++;
        signals[kind + 1] += outcome.mixed() ? 1 : 0;
      }
    }
    predictor.learn(
        outcomes,
        outcomes.stream().map(outcome -> Features.of(outcome.problem())).toList());
    if (revisited) {
      rates.add(outcomes);
    }
  }

  @Override
  public List<String> notes(long step) {
    return predictor.ready() || predictor.blank()
        ? List.of()
        : List.of(
            "step %d: the predictor has seen only one class of completions, all right or all wrong, so problems are drawn at random"
                .formatted(step));
  }

  /**
   * Returns the calibration, and the savings. Let s be the share of random problems with a signal, and t the share of
   * chosen problems with a signal. Then the choice needs {@code s / t} times the rollouts of a random order for the
   * same number of groups with a signal.
   */
  @Override
  public Map<String, Double> figures() {
    Map<String, Double> figures = new TreeMap<>(calibration.figures());
    if (signals[0] >= ENOUGH && signals[3] > 0) {
      double atRandom = signals[1] / signals[0];
      double chosen = signals[3] / signals[2];
      figures.put("curriculum/signal_at_random", atRandom);
      figures.put("curriculum/signal_chosen", chosen);
      figures.put("curriculum/rollouts_saved", 1 - atRandom / chosen);
    }
    return figures;
  }

  @Override
  public Map<String, double[]> state() {
    Map<String, double[]> state = new TreeMap<>();
    rates.state().forEach((id, counts) -> state.put(PROBLEM + id, counts));
    state.put(PREDICTOR, predictor.state());
    state.put(CALIBRATION, calibration.state());
    state.put(SIGNALS, signals.clone());
    return state;
  }

  @Override
  public void load(Map<String, double[]> state) {
    if (state.isEmpty()) {
      return;
    }
    Map<String, double[]> counts = new TreeMap<>();
    state.forEach((key, value) -> {
      if (key.startsWith(PROBLEM)) {
        counts.put(key.substring(PROBLEM.length()), value);
      }
    });
    rates.load(counts);
    predictor.load(Objects.requireNonNull(state.get(PREDICTOR)));
    calibration.load(Objects.requireNonNull(state.get(CALIBRATION)));
    signals = Objects.requireNonNull(state.get(SIGNALS)).clone();
  }
}
