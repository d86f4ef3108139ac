package io.gradus.core.preference;

import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Preference pairs from the graded completions of one problem. In each pair, a correct completion is preferred to a
 * wrong one. The pairs depend only on the completions and their order. Each text is paired as rarely as possible, and
 * no pair has equal texts.
 *
 * @param correctFrom a completion with at least this reward is correct
 * @param perProblem largest number of pairs of one problem
 */
public record GradedPairs(
    @Default("1.0") @About("a completion with at least this reward is correct; others are wrong")
    double correctFrom,

    @Default("1") @About("largest number of pairs of one problem")
    int perProblem) {

  public GradedPairs {
    if (!Double.isFinite(correctFrom)) {
      throw new IllegalArgumentException("correct-from: must be finite, but is " + correctFrom);
    }
    if (perProblem < 1) {
      throw new IllegalArgumentException("per-problem: must be positive, but is " + perProblem);
    }
  }

  /** Returns one pair for each problem, with a reward of 1 for correct completions. */
  public static GradedPairs defaults() {
    return new GradedPairs(1, 1);
  }

  /**
   * A completion with its reward.
   *
   * @param truncated whether the token budget ran out. Such a text is never paired, because a pair's texts end with the
   *     end token
   */
  public record Graded(String text, double reward, boolean truncated) {}

  /**
   * A pair of texts.
   *
   * @param margin reward of the chosen minus reward of the rejected completion
   */
  public record TextPair(String chosen, String rejected, double margin) {

    /**
     * Returns the pair in TRL's columns: {@code prompt}, {@code chosen}, {@code rejected} and {@code margin}, and the
     * {@code id}, {@code question} and {@code answer} of its problem. TRL reads the first three. The data set {@code
     * trl-file} reads the row with two settings. {@code prompt: question} is needed, because a template turns the
     * question into the prompt. {@code special-tokens: true} is needed, because a policy sampled the texts.
     *
     * @param prompt text that the policy read
     */
    public Map<String, Object> row(Problem problem, String prompt) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("prompt", prompt);
      row.put("chosen", chosen);
      row.put("rejected", rejected);
      row.put("margin", margin);
      row.put("id", problem.id());
      row.put("question", problem.question());
      row.put("answer", problem.answer());
      row.put("special_tokens", true);
      return row;
    }
  }

  /**
   * Returns the pairs of a problem's completions; none if all are correct or all are wrong. A text that was graded both
   * ways is left out.
   */
  public List<TextPair> of(List<Graded> completions) {
    List<Graded> correct = distinct(completions, true);
    List<Graded> wrong = distinct(completions, false);
    Set<String> both = correct.stream().map(Graded::text).collect(Collectors.toSet());
    both.retainAll(wrong.stream().map(Graded::text).collect(Collectors.toSet()));
    correct.removeIf(graded -> both.contains(graded.text()));
    wrong.removeIf(graded -> both.contains(graded.text()));
    List<TextPair> pairs = new ArrayList<>();
    int most = Math.max(correct.size(), wrong.size());
    int least = Math.min(correct.size(), wrong.size());
    // each round shifts the shorter list by one more place, so all pairs differ
    for (int shift = 0; shift < least; shift++) {
      for (int i = 0; i < most && pairs.size() < perProblem; i++) {
        Graded chosen = correct.get(correct.size() == most ? i : (i + shift) % least);
        Graded rejected = wrong.get(correct.size() == most ? (i + shift) % least : i);
        pairs.add(
            new TextPair(chosen.text(), rejected.text(), chosen.reward() - rejected.reward()));
      }
    }
    return pairs;
  }

  private List<Graded> distinct(List<Graded> completions, boolean correct) {
    Set<String> seen = new LinkedHashSet<>();
    return completions.stream()
        .filter(graded -> !graded.truncated() && (graded.reward() >= correctFrom) == correct)
        .filter(graded -> seen.add(graded.text()))
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
