package io.gradus.experiments.samples;

import io.gradus.core.ScoredGroup;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps the correct completions that differ most. The first completion is chosen first. After that, the next choice is
 * the completion whose smallest Jaccard distance to the chosen ones is largest, by token n-grams.
 */
@About("correct completions that share the fewest token n-grams")
public record Diverse(
    @Default("4") @About("most completions of a problem") int most,

    @Default("3") @About("tokens in an n-gram") int ngram)
    implements Keep {

  public Diverse {
    if (most < 1) {
      throw new IllegalArgumentException("most: must be positive, but is " + most);
    }
    if (ngram < 1) {
      throw new IllegalArgumentException("ngram: must be positive, but is " + ngram);
    }
  }

  @Override
  public List<Integer> of(ScoredGroup group, List<Integer> fit) {
    List<Set<List<Integer>>> grams = fit.stream()
        .map(index -> grams(group.group().completions().get(index).tokens()))
        .toList();
    double[] distance = new double[fit.size()];
    Arrays.fill(distance, 2); // farther than any, so that the first one is chosen first
    List<Integer> chosen = new ArrayList<>();
    while (chosen.size() < Math.min(most, fit.size())) {
      int next = 0;
      for (int i = 1; i < distance.length; i++) {
        next = distance[i] > distance[next] ? i : next;
      }
      chosen.add(fit.get(next));
      distance[next] = -1;
      for (int i = 0; i < distance.length; i++) {
        distance[i] = Math.min(distance[i], distance(grams.get(i), grams.get(next)));
      }
    }
    return chosen;
  }

  private Set<List<Integer>> grams(int[] tokens) {
    Set<List<Integer>> grams = new HashSet<>();
    for (int from = 0; from + Math.min(ngram, tokens.length) <= tokens.length; from++) {
      List<Integer> gram = new ArrayList<>();
      for (int t = from; t < from + Math.min(ngram, tokens.length); t++) {
        gram.add(tokens[t]);
      }
      grams.add(gram);
    }
    return grams;
  }

  private static double distance(Set<List<Integer>> one, Set<List<Integer>> other) {
    long shared = one.stream().filter(other::contains).count();
    long all = one.size() + other.size() - shared;
    return all == 0 ? 0 : 1 - (double) shared / all;
  }
}
