package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Rollouts;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.text.BareTemplate;
import io.gradus.core.text.CharacterTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptsTest {
  private static final int LENGTH = 5_000;
  private static final List<Problem> PROBLEMS =
      List.of(Problem.of("a", "1+2", "3"), Problem.of("b", "3+4", "7"));

  @TempDir
  Path folder;

  private final CharacterTokenizer tokenizer = CharacterTokenizer.defaults();
  private final List<String> sampled = new ArrayList<>();
  private final Rollouts sampler = (step, firstIndex, problems, groupSize) -> {
    sampled.add("step %d from %d".formatted(step, firstIndex));
    return problems.stream().map(p -> group(p, groupSize, step)).toList();
  };
  private List<Group> first = List.of();

  private Transcripts transcripts() {
    return new Transcripts(folder, tokenizer, new BareTemplate("="));
  }

  /** Completions with every kind of float that there is: log-probs far below and next to 0, subnormal ones, infinity. */
  private Group group(Problem problem, int size, long seed) {
    Random random = new Random(seed * 31 + problem.id().hashCode());
    List<Completion> completions = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int[] tokens = random.ints(LENGTH, 1, tokenizer.vocabularySize()).toArray();
      completions.add(new Completion(
          tokenizer.decode(tokens),
          tokens,
          floats(random),
          floats(random),
          i % 2 == 0 ? FinishReason.STOP : FinishReason.LENGTH));
    }
    return new Group(problem, tokenizer.encode(problem.question() + "="), completions);
  }

  private static float[] floats(Random random) {
    float[] floats = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      float any = Float.intBitsToFloat(random.nextInt());
      floats[i] = Float.isNaN(any) ? -0.0f : any;
    }
    floats[0] = Float.NEGATIVE_INFINITY;
    floats[1] = -Float.MIN_VALUE;
    floats[2] = Float.NaN;
    return floats;
  }

  @BeforeEach
  void record() {
    first = sampler.sample(7, 0, PROBLEMS, 3);
    transcripts()
        .write(
            7,
            first.stream()
                .map(g -> new ScoredGroup(
                    g,
                    g.completions().stream()
                        .map(c -> Score.unjudged(0.5, "half"))
                        .toList()))
                .toList(),
            List.of());
    sampled.clear();
  }

  private static void same(Group actual, Group expected) {
    assertThat(actual.problem()).isEqualTo(expected.problem());
    assertThat(actual.promptTokens()).isEqualTo(expected.promptTokens());
    assertThat(actual.size()).isEqualTo(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      Completion is = actual.completions().get(i);
      Completion was = expected.completions().get(i);
      assertThat(is.text()).isEqualTo(was.text());
      assertThat(is.tokens()).isEqualTo(was.tokens());
      assertThat(bits(is.logProbs())).isEqualTo(bits(was.logProbs()));
      assertThat(bits(is.samplingLogProbs())).isEqualTo(bits(was.samplingLogProbs()));
      assertThat(is.finish()).isEqualTo(was.finish());
    }
  }

  private static int[] bits(float[] floats) {
    int[] bits = new int[floats.length];
    Arrays.setAll(bits, i -> Float.floatToIntBits(floats[i]));
    return bits;
  }

  @Test
  void whatWasRecordedComesBackBitForBit() {
    List<Group> again = transcripts().recorded(sampler).sample(7, 0, PROBLEMS, 3);
    assertThat(sampled).isEmpty();
    same(again.get(0), first.get(0));
    same(again.get(1), first.get(1));
  }

  @Test
  void aPartOfAStepComesBackToo() {
    List<Group> refill = transcripts().recorded(sampler).sample(7, 1, PROBLEMS.subList(1, 2), 3);
    assertThat(sampled).isEmpty();
    same(refill.get(0), first.get(1));
  }

  @Test
  void anotherGroupSizeStepOrProblemIsSampled() {
    Rollouts recorded = transcripts().recorded(sampler);
    assertThat(recorded.sample(7, 0, PROBLEMS, 2).get(0).size()).isEqualTo(2);
    assertThat(recorded.sample(7, 0, PROBLEMS, 4).get(0).size()).isEqualTo(4);
    assertThat(recorded.sample(8, 0, PROBLEMS, 3)).hasSize(2);
    assertThat(recorded.sample(7, 0, List.of(Problem.of("c", "5+5", "10")), 3)).hasSize(1);
    assertThat(recorded.sample(7, 1, PROBLEMS, 3)).hasSize(2);
    assertThat(sampled).hasSize(5);
  }

  @Test
  void aDamagedRecordIsSampledAgain() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1000));
      }
    }
    assertThat(transcripts().recorded(sampler).sample(7, 0, PROBLEMS, 3)).hasSize(2);
    assertThat(sampled).containsExactly("step 7 from 0");
  }
}
