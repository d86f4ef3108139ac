package io.gradus.core.curriculum;

import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One level of difficulty after another. A level ends when the policy masters it, or after a number of steps. A share
 * of the problems comes from earlier levels, so that they are not forgotten.
 *
 * @param advanceAbove pass rate over the last {@code window} problems of the level
 */
@About("one level of difficulty after another; moves on when a level is mastered")
public record Levels(
    @About("attribute of a problem that holds its level; for a mixture: part")
    String attribute,

    @About("the levels, from easy to hard") List<String> order,

    @Default("0.7") @About("pass rate above which the next level begins")
    double advanceAbove,

    @Default("200") @About("number of problems that this pass rate is taken over")
    int window,

    @About("largest number of steps at one level; absent: no limit")
    Optional<Integer> atMost,

    @Default("0.2") @About("share of problems from earlier levels")
    double replay)
    implements Curriculum {
  private static final long PLACE = 43;
  private static final String LEVEL = "level";
  private static final String WINDOW = "window";

  public Levels {
    order = List.copyOf(order);
    if (order.size() < 2 || order.stream().distinct().count() < order.size()) {
      throw new IllegalArgumentException(
          "order: must name two or more different levels, but is " + order);
    }
    if (!(advanceAbove >= 0 && advanceAbove <= 1)) {
      throw new IllegalArgumentException(
          "advance-above: must be in [0, 1], but is " + advanceAbove);
    }
    if (window < 1 || atMost.orElse(1) < 1) {
      throw new IllegalArgumentException("%s: must be positive, but is %d"
          .formatted(window < 1 ? "window" : "at-most", window < 1 ? window : atMost.get()));
    }
    if (!(replay >= 0 && replay < 1)) {
      throw new IllegalArgumentException("replay: must be in [0, 1), but is " + replay);
    }
  }

  private int level(Problem problem) {
    return order.indexOf(problem.attributes().getOrDefault(attribute, ""));
  }

  @Override
  public List<String> faults(Dataset dataset) {
    List<Problem> known = dataset.listed().isEmpty()
        ? new Candidates(dataset, 0, order.size() * Candidates.PER_PROBLEM).at(1)
        : dataset.listed();
    List<String> faults = new ArrayList<>();
    for (String level : order) {
      if (known.stream().noneMatch(p -> level.equals(p.attributes().get(attribute)))) {
        faults.add("order: no problem has %s '%s'; found: %s. Fix the name, or remove it"
            .formatted(
                attribute,
                level,
                known.stream()
                    .map(p -> Objects.toString(p.attributes().get(attribute), "(none)"))
                    .distinct()
                    .sorted()
                    .limit(8)
                    .toList()));
      }
    }
    return faults;
  }

  @Override
  public ProblemChoice over(Dataset dataset, long seed, int stride) {
    return new RankedChoice(dataset, seed, stride) {
      private int level;
      private int steps;
      private final Deque<Double> rates = new ArrayDeque<>();

      @Override
      List<Problem> rank(long step, List<Problem> candidates) {
        Deque<Problem> present = new ArrayDeque<>();
        Deque<Problem> earlier = new ArrayDeque<>();
        for (Problem problem : candidates) {
          int of = level(problem);
          if (of == level) {
            present.add(problem);
          } else if (of >= 0 && of < level) {
            earlier.add(problem);
          }
        }
        List<Problem> ranked = new ArrayList<>();
        while (!present.isEmpty() || !earlier.isEmpty()) {
          boolean again = CounterRandom.uniform(seed, PLACE, step, ranked.size()) < replay;
          ranked.add(
              (again || present.isEmpty()) && !earlier.isEmpty()
                  ? earlier.remove()
                  : present.remove());
        }
        return ranked.isEmpty() ? candidates : ranked;
      }

      @Override
      public void learn(long step, List<Outcome> outcomes) {
        steps++;
        for (Outcome outcome : outcomes) {
          if (level(outcome.problem()) == level) {
            rates.add(outcome.rate());
          }
        }
        while (rates.size() > window) {
          rates.remove();
        }
        boolean mastered = rates.size() == window && rate() > advanceAbove;
        if (level + 1 < order.size() && (mastered || steps >= atMost.orElse(Integer.MAX_VALUE))) {
          level++;
          steps = 0;
          rates.clear();
        }
      }

      private double rate() {
        return rates.stream().mapToDouble(rate -> rate).average().orElse(0);
      }

      @Override
      public Map<String, double[]> state() {
        Map<String, double[]> state = new TreeMap<>();
        state.put(LEVEL, new double[] {level, steps});
        state.put(WINDOW, rates.stream().mapToDouble(rate -> rate).toArray());
        return state;
      }

      @Override
      public void load(Map<String, double[]> state) {
        double[] place = state.getOrDefault(LEVEL, new double[2]);
        level = (int) place[0];
        steps = (int) place[1];
        rates.clear();
        for (double rate : state.getOrDefault(WINDOW, new double[0])) {
          rates.add(rate);
        }
      }

      @Override
      public Map<String, Double> figures() {
        return Map.of("curriculum/level", level + 1.0, "curriculum/level_pass_rate", rate());
      }
    };
  }
}
