package io.gradus.experiments.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.Draw;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Judge;
import io.gradus.core.Problem;
import io.gradus.core.Rollouts;
import io.gradus.core.Sampling;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.StepScore;
import io.gradus.core.Verdict;
import io.gradus.core.WeightsId;
import io.gradus.core.text.BareTemplate;
import io.gradus.core.text.CharacterTokenizer;
import io.gradus.experiments.stage.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
  private final Rollouts sampler = draws -> {
    sampled.add("step %d from %d".formatted(draws.get(0).step(), draws.get(0).place()));
    return draws.stream().map(d -> group(d.problem(), d.count(), d.step())).toList();
  };
  private final Sampling sampling = new Sampling(1, LENGTH, 0, 1, List.of(), 8);
  private List<Group> first = List.of();

  private Transcripts transcripts() {
    return new Transcripts(folder, tokenizer, new BareTemplate("="));
  }

  /** Completions with every kind of float: log-probs far below and next to 0, subnormal numbers, infinity. */
  private Group group(Problem problem, int size, long seed) {
    Random random = new Random(seed * 31 + problem.id().hashCode());
    List<Completion> completions = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int[] tokens = random.ints(LENGTH, 1, tokenizer.vocabularySize()).toArray();
      completions.add(Completion.sampled(
          tokenizer.encode(problem.question() + "="),
          tokenizer.decode(tokens),
          tokens,
          floats(random),
          floats(random),
          new WeightsId(seed),
          i % 2 == 0 ? FinishReason.STOP : FinishReason.LENGTH));
    }
    return new Group(problem, completions);
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
    first = sampler.sample(Draw.of(7, 0, PROBLEMS, 3, sampling));
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

  @Test
  void theScoresOfStepsAreReadAgain() {
    Score stepwise = new Score(
        1,
        Verdict.CORRECT,
        "7",
        "",
        Map.of("steps", 1 / 3.0),
        List.of(new StepScore(3, 1 / 3.0), new StepScore(9, Double.MIN_VALUE)));
    List<Group> groups = sampler.sample(Draw.of(8, 0, PROBLEMS, 1, sampling));
    transcripts()
        .write(
            8, groups.stream().map(g -> new ScoredGroup(g, List.of(stepwise))).toList(), List.of());
    Recorded recorded = transcripts().recorded(8);
    Group again =
        recorded.rollouts(sampler).sample(Draw.of(8, 0, PROBLEMS, 1, sampling)).get(0);
    Judge none = group -> new ScoredGroup(group, List.of(Score.unjudged(0, "judged anew")));
    assertThat(recorded.judge(none).judge(again).scores()).containsExactly(stepwise);
  }

  private static void same(Group actual, Group expected) {
    assertThat(actual.problem()).isEqualTo(expected.problem());
    assertThat(actual.size()).isEqualTo(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      Completion is = actual.completions().get(i);
      Completion was = expected.completions().get(i);
      assertThat(is.text()).isEqualTo(was.text());
      assertThat(is.prompt()).isEqualTo(was.prompt());
      assertThat(is.weights()).isEqualTo(was.weights());
      assertThat(is.origin()).isEqualTo(was.origin());
      assertThat(is.learned()).isEqualTo(was.learned());
      assertThat(is.tokens()).isEqualTo(was.tokens());
      assertThat(bits(is.logProbs())).isEqualTo(bits(was.logProbs()));
      assertThat(bits(is.behaviour().orElseThrow()))
          .isEqualTo(bits(was.behaviour().orElseThrow()));
      assertThat(is.finish()).isEqualTo(was.finish());
    }
  }

  private static int[] bits(float[] floats) {
    int[] bits = new int[floats.length];
    Arrays.setAll(bits, i -> Float.floatToIntBits(floats[i]));
    return bits;
  }

  @Test
  void recordedCompletionsAreReadBackBitForBit() {
    List<Group> again =
        transcripts().recorded(7).rollouts(sampler).sample(Draw.of(7, 0, PROBLEMS, 3, sampling));
    assertThat(sampled).isEmpty();
    same(again.get(0), first.get(0));
    same(again.get(1), first.get(1));
  }

  @Test
  void aPartOfAStepIsReadBack() {
    List<Group> refill = transcripts()
        .recorded(7)
        .rollouts(sampler)
        .sample(Draw.of(7, 1, PROBLEMS.subList(1, 2), 3, sampling));
    assertThat(sampled).isEmpty();
    same(refill.get(0), first.get(1));
  }

  @Test
  void anotherGroupSizeStepOrProblemIsSampled() {
    Rollouts recorded = transcripts().recorded(7).rollouts(sampler);
    assertThat(recorded.sample(Draw.of(7, 0, PROBLEMS, 2, sampling)).get(0).size())
        .isEqualTo(2);
    assertThat(recorded.sample(Draw.of(7, 0, PROBLEMS, 4, sampling)).get(0).size())
        .isEqualTo(4);
    assertThat(recorded.sample(Draw.of(8, 0, PROBLEMS, 3, sampling))).hasSize(2);
    assertThat(recorded.sample(Draw.of(7, 0, List.of(Problem.of("c", "5+5", "10")), 3, sampling)))
        .hasSize(1);
    assertThat(recorded.sample(Draw.of(7, 1, PROBLEMS, 3, sampling))).hasSize(2);
    assertThat(sampled).hasSize(5);
  }

  @Test
  void aDamagedRecordIsSampledAgain() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1000));
      }
    }
    assertThat(transcripts()
            .recorded(7)
            .rollouts(sampler)
            .sample(Draw.of(7, 0, PROBLEMS, 3, sampling)))
        .hasSize(2);
    assertThat(sampled).containsExactly("step 7 from 0");
  }

  @Test
  void aRecordedDemonstrationKeepsItsVerdictEvenIfTheJudgeDisagrees() {
    Group right = demonstration(PROBLEMS.get(0));
    Group wrong = demonstration(PROBLEMS.get(1));
    Transcripts whole = transcripts();
    List<Verdict> verdicts =
        new ArrayList<>(List.of(Verdict.CORRECT, Verdict.WRONG, Verdict.WRONG));
    Judge first = whole.recorded(9).judge(group -> scored(group, verdicts.remove(0)));
    for (Group group : List.of(right, wrong)) {
      assertThat(first.judge(group).scores()).hasSize(1);
    }
    whole.write(9, List.of(), List.of());
    assertThat(first.judge(right).scores().get(0).verdict()).isEqualTo(Verdict.WRONG);

    Transcripts resumed = transcripts();
    Judge late = resumed.recorded(9).judge(group -> scored(group, Verdict.VERIFIER_ERROR));
    assertThat(late.judge(right).scores().get(0).verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(late.judge(wrong).scores().get(0).verdict()).isEqualTo(Verdict.WRONG);
    resumed.write(9, List.of(), List.of());
    assertThat(late.judge(right).scores().get(0).verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
  }

  private static ScoredGroup scored(Group group, Verdict verdict) {
    return new ScoredGroup(group, List.of(Score.of(0, verdict, "", "")));
  }

  private Group demonstration(Problem problem) {
    int[] tokens = tokenizer.encode(problem.answer());
    return new Group(
        problem,
        List.of(Completion.expert(tokenizer.encode(problem.question()), problem.answer(), tokens)));
  }

  @Test
  void aRecordedGroupKeepsItsScoreEvenIfTheJudgeDisagrees() {
    Recorded recorded = transcripts().recorded(7);
    Judge judge = recorded.judge(group ->
        new ScoredGroup(group, Collections.nCopies(group.size(), Score.verifierError("late"))));
    List<Group> again = recorded.rollouts(sampler).sample(Draw.of(7, 0, PROBLEMS, 3, sampling));
    assertThat(judge.judge(again.get(0)).scores())
        .hasSize(3)
        .allSatisfy(score -> assertThat(score).isEqualTo(Score.unjudged(0.5, "half")));
    Group fresh =
        recorded.rollouts(sampler).sample(Draw.of(8, 0, PROBLEMS, 3, sampling)).get(0);
    assertThat(judge.judge(fresh).scores().get(0).verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
  }
}
