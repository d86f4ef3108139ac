package io.gradus.rewards.combine;

import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The weighted sum of rewards, {@code sum of w_i r_i}, as R1-Zero adds accuracy and format (arXiv:2501.12948, section
 * 2.2.2).
 *
 * <p>Each term is logged by name, before weighting; terms of a nested sum follow as {@code name.term}. Verdict,
 * extracted answer and reason come from the first term that gives a verdict. A term with {@code if-correct} counts only
 * if that verdict is {@code correct}. A verifier error in any computed term is a verifier error of the sum.
 */
@About("the weighted sum of rewards, each logged by name")
public record Sum(
    @About("a list of {weight, reward, name, if-correct}") List<Term> terms) implements Composed {

  public Sum {
    terms = List.copyOf(terms);
    if (terms.isEmpty()) {
      throw new IllegalArgumentException("terms: must hold at least one");
    }
    Set<String> labels = new HashSet<>();
    for (Term term : terms) {
      if (!labels.add(term.label())) {
        throw new IllegalArgumentException(
            "terms: two are logged as '%s'. Give one of them another name".formatted(term.label()));
      }
    }
    if (terms.stream().allMatch(Term::ifCorrect)) {
      throw new IllegalArgumentException(
          "terms: all have if-correct, so no term decides what is correct");
    }
  }

  @Override
  public Map<String, Double> partWeights() {
    return terms.stream().collect(Collectors.toMap(Term::label, Term::weight));
  }

  @Override
  public Reward withParts(UnaryOperator<Reward> change) {
    return new Sum(terms.stream().map(term -> term.with(change)).toList());
  }

  @Override
  public List<Reward> parts() {
    return terms.stream().map(Term::reward).toList();
  }

  @Override
  public Score combine(IntFunction<Score> part) {
    Score[] scores = new Score[terms.size()];
    Score judge = null;
    for (int i : order()) {
      boolean counts = !terms.get(i).ifCorrect() || (judge != null && judge.correct());
      scores[i] = counts ? part.apply(i) : Score.unjudged(0, "the answer is not right");
      if (Composed.failed(scores[i])) {
        return Score.verifierError(terms.get(i).label() + ": " + scores[i].why());
      }
      if (judge == null && scores[i].verdict() != Verdict.UNJUDGED) {
        judge = scores[i];
      }
    }
    double value = 0;
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 0; i < scores.length; i++) {
      String label = terms.get(i).label();
      value += terms.get(i).weight() * scores[i].value();
      values.put(label, scores[i].value());
      scores[i].terms().forEach((name, inner) -> values.put(label + "." + name, inner));
    }
    if (!Double.isFinite(value)) {
      return Score.verifierError("the weighted sum is too large for a number: " + values);
    }
    return judge == null
        ? new Score(value, Verdict.UNJUDGED, "", "no term judges the answer", values)
        : new Score(value, judge.verdict(), judge.extracted(), judge.why(), values);
  }

  /** Returns the order of terms: first those that always count, then those that wait for the verdict. */
  private int[] order() {
    return IntStream.concat(
            IntStream.range(0, terms.size()).filter(i -> !terms.get(i).ifCorrect()),
            IntStream.range(0, terms.size()).filter(i -> terms.get(i).ifCorrect()))
        .toArray();
  }
}
