package io.gradus.core.curriculum;

import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.RunFailure;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One level of difficulty after another. A level ends when the policy masters it, or after a number of steps. A share
 * of the problems comes from earlier levels, so that they are not forgotten.
 *
 * @param advanceAbove pass rate over the last {@code window} problems of the level
 */
@About("one level of difficulty after another; moves on when a level is mastered")
public record Levels(
    @About("attribute that holds a problem's level; in a mixture, use the attribute 'part'")
    String attribute,

    @About("the levels, from easy to hard") List<String> order,

    @Default("0.7") @About("the next level begins when the pass rate is above this")
    double advanceAbove,

    @Default("200") @About("number of problems that this pass rate is taken over")
    int window,

    @About("largest number of steps at one level; absent: no limit")
    Optional<Integer> atMost,

    @Default("0.2") @About("share of problems from earlier levels")
    double replay)
    implements Curriculum {
  private static final long PLACE = 43;
  private static final long RARE = 45;
  /** If a level does not occur in this many draws of a generator, it counts as missing. */
  private static final int MOST_DRAWS = 4096;

  private static final int SHOWN = 8;
  private static final String LEVEL = "level";
  private static final String WINDOW = "window";

  public Levels {
    order = List.copyOf(order);
    if (order.size() < 2 || order.stream().distinct().count() < order.size()) {
      throw new IllegalArgumentException(
          "order: must name two or more different levels, but is " + order);
    }
    if (!(advanceAbove >= 0 && advanceAbove < 1)) {
      throw new IllegalArgumentException(
          "advance-above: must be in [0, 1), because no pass rate is above 1, but is "
              + advanceAbove);
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
    Map<String, Integer> found = new TreeMap<>();
    Set<String> attributes = new TreeSet<>();
    for (Problem problem : known(dataset)) {
      attributes.addAll(problem.attributes().keySet());
      String level = problem.attributes().get(attribute);
      if (level != null) {
        found.merge(level, 1, Integer::sum);
      }
    }
    if (found.isEmpty()) {
      return List.of(
          "attribute: no problem has '%s'; they have %s. For a file, add the field to 'attributes'"
              .formatted(attribute, attributes));
    }
    return order.stream()
        .filter(level -> !found.containsKey(level))
        .map(level -> "order: no problem has %s '%s'; found: %s. Fix the name, or remove it"
            .formatted(attribute, level, found.keySet().stream().limit(SHOWN).toList()))
        .toList();
  }

  /**
   * Returns all problems that are listed. From a generator, problems are drawn until each level was seen, or up to a
   * limit.
   */
  private List<Problem> known(Dataset dataset) {
    if (dataset.listsAll()) {
      return dataset.listed();
    }
    List<Problem> drawn = new ArrayList<>(dataset.listed());
    Set<Integer> seen = new TreeSet<>();
    for (int i = 0; i < MOST_DRAWS && seen.size() < order.size(); i++) {
      Problem problem = dataset.problem(0, 1, i, MOST_DRAWS);
      if (level(problem) >= 0) {
        seen.add(level(problem));
      }
      drawn.add(problem);
    }
    return drawn;
  }

  @Override
  public ProblemChoice over(Dataset dataset, long seed, int stride) {
    return new RankedChoice(dataset, seed, stride) {
      private int level;
      private int steps;
      private int unknown;
      private int missing;
      private final Deque<Double> rates = new ArrayDeque<>();

      @Override
      List<Problem> rank(long step, List<Problem> candidates) {
        Deque<Problem> present = new ArrayDeque<>();
        Deque<Problem> earlier = new ArrayDeque<>();
        unknown = 0;
        sort(candidates, present, earlier);
        if (present.size() < stride) {
          sort(further(step, present), present, earlier);
        }
        missing = Math.max(0, stride - present.size() - earlier.size());
        List<Problem> ranked = new ArrayList<>();
        while (!present.isEmpty() || !earlier.isEmpty()) {
          boolean again = CounterRandom.uniform(seed, PLACE, step, ranked.size()) < replay;
          ranked.add(
              (again || present.isEmpty()) && !earlier.isEmpty()
                  ? earlier.remove()
                  : present.remove());
        }
        if (ranked.isEmpty()) {
          throw new RunFailure(
              "step %d: none of %,d candidates has %s '%s'. Raise the share of this level in the data set, or remove it from 'curriculum.order'"
                  .formatted(step, candidates.size() + MOST_DRAWS, attribute, order.get(level)));
        }
        return ranked;
      }

      private void sort(List<Problem> from, Deque<Problem> present, Deque<Problem> earlier) {
        for (Problem problem : from) {
          int of = level(problem);
          if (of == level) {
            present.add(problem);
          } else if (of >= 0 && of < level) {
            earlier.add(problem);
          }
          unknown += of < 0 ? 1 : 0;
        }
      }

      /** Returns more problems of a level that is rare among the candidates. */
      private List<Problem> further(long step, Collection<Problem> known) {
        Set<String> ids = new HashSet<>();
        known.forEach(problem -> ids.add(problem.id()));
        List<Problem> more = dataset.listsAll()
            ? descending(
                dataset.listed(),
                p -> CounterRandom.uniform(seed, RARE, step, p.id().hashCode()))
            : this.candidates.more(step, MOST_DRAWS);
        return more.stream()
            .filter(problem -> level(problem) == level && !ids.contains(problem.id()))
            .limit(stride)
            .toList();
      }

      @Override
      public List<String> notes(long step) {
        List<String> notes = new ArrayList<>();
        if (unknown > 0) {
          notes.add(
              "step %d: %d candidates have no level of curriculum.order, so they are never asked"
                  .formatted(step, unknown));
        }
        if (missing > 0) {
          notes.add(
              "step %d: only %d different problems of level '%s' and below were found, so some are asked twice"
                  .formatted(step, stride - missing, order.get(level)));
        }
        return notes;
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
