package io.gradus.experiments.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.Verdict;
import io.gradus.core.WeightsId;
import io.gradus.core.trainer.TokenFigures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateFiguresTest {
  @TempDir
  private Path folder;

  private static Completion completion() {
    float[] logProbs = {-1, -2};
    return Completion.sampled(
        new int[] {1},
        "ab",
        new int[] {2, 3},
        logProbs,
        logProbs,
        new WeightsId(0),
        FinishReason.STOP);
  }

  @Test
  void onlyCompletionsOfTheUpdateHaveALineEvenAmongEqualOnes() throws IOException {
    Completion left = completion();
    Completion trained = completion();
    ScoredGroup group = new ScoredGroup(
        new Group(Problem.of("a", "?", ""), List.of(left, trained)),
        Collections.nCopies(2, Score.of(1, Verdict.CORRECT, "", "")));
    IdentityHashMap<Completion, TokenFigures> figures = new IdentityHashMap<>();
    BitSet high = new BitSet();
    high.set(1);
    figures.put(
        trained, new TokenFigures(new double[] {0.12345, 2}, new BitSet(), high, new BitSet()));
    new UpdateFigures(folder).write(7, List.of(group), figures);
    assertThat(new LineFile(folder.resolve("updates-000007.jsonl.gz")).read())
        .hasToString("[{\"group\":0,\"index\":1,\"entropies\":[0.123,2.0],\"clipped_high\":[1]}]");
  }

  @Test
  void aStepWithoutUpdatesHasNoFile() {
    new UpdateFigures(folder).write(1, List.of(), new IdentityHashMap<>());
    assertThat(folder).isEmptyDirectory();
  }
}
