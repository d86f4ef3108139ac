package io.gradus.rollouts;

import io.gradus.core.Dataset;
import io.gradus.core.Draw;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Sampling;
import io.gradus.core.StopSignal;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TinyPolicy;
import io.gradus.core.text.BareTemplate;
import io.gradus.core.text.CharacterTokenizer;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** A language of six letters, with meaningless problems and tiny policies. */
final class Letters implements Dataset {
  static final CharacterTokenizer TOKENIZER = new CharacterTokenizer("abcdef=", List.of("<stop>"));
  static final BareTemplate TEMPLATE = BareTemplate.defaults();
  static final long SEED = 23;

  static Policy policy(long seed) {
    return TinyPolicy.random(TinyPolicy.decoder(4, 2, true), TOKENIZER.vocabularySize(), seed);
  }

  static Sampling sampling(double temperature, int maxTokens, int rows, String... stopTokens) {
    return new Sampling(temperature, maxTokens, 0, 1, List.of(stopTokens), rows);
  }

  /** Completions of problems at the first places of a step. */
  interface Draws {
    List<Group> sample(long step, int firstPlace, List<Problem> problems, int count);
  }

  static Draws sampler(Policy policy, Sampling sampling) {
    return sampler(policy, sampling, new StopSignal());
  }

  static Draws sampler(Policy policy, Sampling sampling, StopSignal stop) {
    Sampler sampler = sampler(policy, stop);
    return (step, firstPlace, problems, count) ->
        sampler.sample(Draw.of(step, firstPlace, problems, count, sampling));
  }

  static Sampler sampler(Policy policy, StopSignal stop) {
    return new Sampler(policy, TOKENIZER, TEMPLATE, SEED, stop);
  }

  /** Questions of one to five letters. */
  static List<Problem> problems(int count) {
    return IntStream.range(0, count).mapToObj(Letters::problem).toList();
  }

  private static Problem problem(int index) {
    return Problem.of("letters-" + index, "fedcb".substring(index % 5), "");
  }

  @Override
  public Problem problem(long seed, long step, int index, int stride) {
    return problem(index);
  }

  @Override
  public List<Problem> first(int count) {
    return problems(count);
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.empty();
  }
}
