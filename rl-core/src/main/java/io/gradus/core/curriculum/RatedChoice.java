package io.gradus.core.curriculum;

import io.gradus.core.Dataset;
import java.util.List;
import java.util.Map;

/** A choice that ranks problems by their own pass rates so far. */
abstract class RatedChoice extends RankedChoice {
  final PassRates rates;

  RatedChoice(Dataset dataset, long seed, int stride, double memory) {
    super(dataset, seed, stride);
    rates = new PassRates(memory);
  }

  @Override
  public void learn(long step, List<Outcome> outcomes) {
    rates.add(outcomes);
  }

  @Override
  public Map<String, double[]> state() {
    return rates.state();
  }

  @Override
  public void load(Map<String, double[]> state) {
    rates.load(state);
  }
}
