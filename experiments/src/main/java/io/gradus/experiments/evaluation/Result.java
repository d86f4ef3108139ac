package io.gradus.experiments.evaluation;

import com.google.common.collect.ImmutableMap;
import io.gradus.experiments.statistics.Estimate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a benchmark measured, one way of sampling.
 *
 * @param mode how tokens were drawn: at random or greedily, as it is written in files
 * @param problems how many
 * @param samples completions of each
 * @param passAtK by k
 * @param meanLength tokens of a completion
 * @param truncated share of completions that ran out of tokens
 * @param verdicts how many completions had each
 * @param warning what a person must know of these figures
 */
public record Result(
    String benchmark,
    String mode,
    int problems,
    int samples,
    Map<Integer, Estimate> passAtK,
    double meanLength,
    double truncated,
    Map<String, Long> verdicts,
    Optional<String> warning) {
  public Result {
    passAtK = ImmutableMap.copyOf(passAtK);
    verdicts = ImmutableMap.copyOf(verdicts);
  }

  /** The figures as they are written: {@code pass_at_1} with its interval {@code low}, {@code high}, further k beside it. */
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("benchmark", benchmark);
    figures.put("mode", mode);
    figures.put("problems", problems);
    figures.put("samples", samples);
    passAtK.forEach((k, estimate) -> {
      figures.put("pass_at_" + k, estimate.value());
      figures.put(k == 1 ? "low" : "low_at_" + k, estimate.low());
      figures.put(k == 1 ? "high" : "high_at_" + k, estimate.high());
    });
    figures.put("mean_length", meanLength);
    figures.put("truncated", truncated);
    figures.put("verdicts", verdicts);
    warning.ifPresent(words -> figures.put("warning", words));
    return figures;
  }
}
