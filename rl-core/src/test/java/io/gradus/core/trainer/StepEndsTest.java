package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.Fakes;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.StepScore;
import io.gradus.core.Steps;
import io.gradus.core.Verdict;
import io.gradus.core.text.CharacterTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepEndsTest {
  private static final CharacterTokenizer TOKENIZER =
      new CharacterTokenizer("0123456789+=;", List.of("<think>", "</think>"));

  private static Completion completion(String text, boolean ends) {
    int[] written = TOKENIZER.encode(text);
    int[] tokens = Arrays.copyOf(written, written.length + (ends ? 1 : 0));
    return Fakes.completion(
        text,
        tokens,
        new float[tokens.length],
        new float[tokens.length],
        ends ? FinishReason.STOP : FinishReason.LENGTH);
  }

  private static Score score(String text, Steps steps) {
    List<StepScore> scores =
        steps.of(text).stream().map(step -> new StepScore(step.end(), 1)).toList();
    return new Score(1, Verdict.UNJUDGED, "", "", Map.of(), scores);
  }

  @Test
  void stepsEndWithTheirSeparatorsAndTheLastOneWithTheEndToken() {
    Steps steps = new Steps(List.of("<think>", ";", "</think>"));
    String whole = "<think>1+2=3;3+4=7</think>7";
    String cut = "<think>1+2=3;3+";
    Group group = new Group(
        Problem.of("p", "?", ""), List.of(completion(whole, true), completion(cut, false)));
    ScoredGroup scored = new StepEnds(
            g -> new ScoredGroup(g, List.of(score(whole, steps), score(cut, steps))), TOKENIZER)
        .judge(group);
    // tokens: <think> 1 + 2 = 3 ; 3 + 4 = 7 </think> 7 <eos>
    assertThat(scored.stepEnds().get(0)).containsExactly(6, 12, 14);
    assertThat(scored.stepEnds().get(1)).containsExactly(6, 8);
  }

  @Test
  void aFailedVerifierHasNoSteps() {
    Group group = new Group(Problem.of("p", "?", ""), List.of(completion("1", true)));
    ScoredGroup scored = new StepEnds(
            g -> new ScoredGroup(g, List.of(Score.verifierError("broken"))), TOKENIZER)
        .judge(group);
    assertThat(scored.stepEnds().get(0)).isEmpty();
  }

  @Test
  void aSeparatorThatTheTokenizerCannotWriteIsAFault() {
    assertThat(StepEnds.faults(new Steps(List.of(";", "<think>")), TOKENIZER)).isEmpty();
    assertThat(StepEnds.faults(new Steps(List.of(";", "\n", "Step")), TOKENIZER))
        .containsExactly(
            "separators: the policy's tokenizer cannot write '\\n', so no step would end with it. Remove it, or use another separator",
            "separators: the policy's tokenizer cannot write 'Step', so no step would end with it. Remove it, or use another separator");
  }
}
