package io.gradus.core.objective;

import static io.gradus.core.objective.Batch.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Group;
import io.gradus.core.Minibatch;
import io.gradus.core.Origin;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.loss.Imitation;
import io.gradus.core.objective.loss.PowerShaped;
import io.gradus.core.objective.loss.Shaped;
import io.gradus.core.objective.reference.NoReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Guided methods at their limits are the methods that they guide, bit for bit. */
class GuidedLimitsTest {
  private static final double[][] LOG_PROBS = {
    {-0.3, -1.7, -0.02}, {-2.2, -0.6}, {-0.9, -0.4, -1.1, -0.2}, {-0.05}
  };

  private static List<Completion> completions(int experts) {
    List<Completion> completions = new ArrayList<>();
    for (int i = 0; i < LOG_PROBS.length; i++) {
      int length = LOG_PROBS[i].length;
      boolean expert = i >= LOG_PROBS.length - experts;
      completions.add(
          expert
              ? Completion.expert(new int[] {1}, "", new int[length])
              : Batch.completion("", length));
    }
    return completions;
  }

  private static double[][] gradients(Objective objective, List<Completion> completions) {
    Group group = new Group(Problem.of("limit", "?", ""), completions);
    ScoredGroup scored =
        new ScoredGroup(group, Collections.nCopies(group.size(), Score.unjudged(0, "")));
    List<Experience> experiences = new ArrayList<>();
    for (int i = 0; i < completions.size(); i++) {
      double[] advantages = new double[completions.get(i).length()];
      double[] ones = new double[advantages.length];
      Arrays.fill(advantages, i % 2 == 0 ? 0.75 : -0.25);
      Arrays.fill(ones, 1);
      experiences.add(new Experience(scored, i, advantages, ones, false));
    }
    MinibatchLoss loss = objective.over(new Minibatch(experiences), 8, 1);
    double[][] gradients = new double[completions.size()][];
    for (int i = 0; i < gradients.length; i++) {
      double[] old = Arrays.stream(LOG_PROBS[i]).map(l -> 0.9 * l).toArray();
      gradients[i] = loss.evaluate(
              i, new TokenLogProbs(LOG_PROBS[i], old, new double[0], new double[0]))
          .gradient();
    }
    return gradients;
  }

  private static Objective objective(PolicyLoss loss, Coefficient coefficient, Term... terms) {
    return new Objective(
        new Batch.NumberReward(),
        new Everything(),
        new MeanCentered(),
        loss,
        new TokenMean(),
        coefficient,
        new NoReference(),
        Optional.empty(),
        0,
        false,
        Optional.empty(),
        List.of(terms));
  }

  @Test
  void luffyWithoutTracesIsItsBase() {
    for (PolicyLoss base : List.of(clip(0.2, 0.2), clip(0.2, 0.28))) {
      double[][] expected = gradients(objective(base, new FixedCoefficient(1)), completions(0));
      for (PolicyLoss luffy : List.of(new Shaped(0.1, base), new PowerShaped(0.5, base))) {
        assertThat(gradients(objective(luffy, new FixedCoefficient(1)), completions(0)))
            .isDeepEqualTo(expected);
      }
    }
  }

  private static double[][] chord(double mu) {
    Coefficient course = new WarmupCosine(0, 0, mu, mu);
    return gradients(
        objective(
            clip(0.2, 0.2),
            new Complement(course),
            new Term(Origin.EXPERT, new Imitation(), new TokenMean(), course)),
        completions(2));
  }

  @Test
  void chordAtMuZeroIsGrpoOnThePolicysCompletions() {
    double[][] grpo = gradients(
        objective(clip(0.2, 0.2), new FixedCoefficient(1)), completions(2).subList(0, 2));
    double[][] chord = chord(0);
    assertThat(Arrays.copyOf(chord, 2)).isDeepEqualTo(grpo);
    assertThat(Stream.of(chord[2], chord[3]).flatMapToDouble(Arrays::stream)).containsOnly(0.0);
  }

  @Test
  void chordAtMuOneIsSupervisedFineTuning() {
    double[][] chord = chord(1);
    assertThat(Stream.of(chord[0], chord[1]).flatMapToDouble(Arrays::stream)).containsOnly(0.0);
    // SupervisedTrainer's slope: -1 over the five tokens of the demonstrations.
    assertThat(Stream.of(chord[2], chord[3]).flatMapToDouble(Arrays::stream))
        .containsOnly(-1.0 / 5);
  }

  @Test
  void theComplementOfMoreThanOneIsRefused() {
    assertThatThrownBy(() -> new Complement(new WarmupCosine(4, 4, 1.5, 0)))
        .hasMessageContaining("is 1.125 at step 3");
  }
}
