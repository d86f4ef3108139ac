package io.gradus.experiments.benchmark;

import io.gradus.core.Reward;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Variants of a benchmark, which show how much its scores depend on the prompt and on the judgement. One thing is
 * changed at a time.
 */
@About("variants that show how much the scores depend on the prompt and on the judgement")
public record Sensitivity(
    @Default("{}") @About("other prompts by name; every question is asked again with each")
    Map<String, Wording> prompts,

    @Default("{}")
    @About("other extractions by name; they judge the recorded answers, so nothing is asked again")
    Map<String, Extraction> extract,

    @Default("{}")
    @About("other rewards by name; they judge the recorded answers, so nothing is asked again")
    Map<String, Reward> verify) {
  /** Name of the benchmark's own prompt and judgement among the variants. */
  public static final String OWN = "own";

  public Sensitivity {
    prompts = ordered(prompts);
    extract = ordered(extract);
    verify = ordered(verify);
    names("prompts", prompts.keySet());
    names("extract", extract.keySet());
    names("verify", verify.keySet());
    if (prompts.isEmpty() && extract.isEmpty() && verify.isEmpty()) {
      throw new IllegalArgumentException("prompts: give prompts, extract or verify");
    }
    for (String name : verify.keySet()) {
      if (extract.containsKey(name)) {
        throw new IllegalArgumentException(
            "verify.%s: is already a name in extract".formatted(name));
      }
    }
  }

  private static <T> Map<String, T> ordered(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  private static void names(String key, Set<String> names) {
    for (String name : names) {
      if (!name.matches("[A-Za-z0-9._-]+") || name.equals(OWN)) {
        throw new IllegalArgumentException(
            "%s.%s: a name must consist of letters, digits, points, dashes and underscores, and must not be 'own'"
                .formatted(key, name));
      }
    }
  }

  /**
   * Returns a form in the words of each other prompt.
   *
   * @param own the form's own prompt
   * @param form makes the form with another prompt
   */
  static Map<String, Form> reworded(
      Optional<Sensitivity> sensitivity, Prompt own, Function<Prompt, Form> form) {
    Map<String, Form> forms = new LinkedHashMap<>();
    sensitivity.ifPresent(variants ->
        variants.prompts().forEach((name, words) -> forms.put(name, form.apply(words.of(own)))));
    return forms;
  }

  /** Names of the other judgements. */
  List<String> judgements() {
    Set<String> names = new TreeSet<>(extract.keySet());
    names.addAll(verify.keySet());
    return List.copyOf(names);
  }
}
