package io.gradus.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every reward keeps, whatever text comes: extend it with the reward and a problem it can judge. */
public abstract class RewardContract {

  /** The reward under test. */
  protected abstract Reward reward();

  /** A problem that the reward can judge. */
  protected abstract Problem problem();

  private static Stream<String> hostileTexts() {
    Random random = new Random(17);
    List<String> pieces = List.of(
        "<think>",
        "</think>",
        "<answer>",
        "</answer>",
        "\\boxed{",
        "}",
        "{",
        "(",
        ")",
        "####",
        "1",
        "/",
        "0",
        "9".repeat(30),
        "-",
        "e9",
        ".",
        ",",
        " ",
        "\n",
        "\u0000",
        "\u202e",
        "\ud83d",
        "é",
        "٣",
        "\\frac",
        "$",
        "=",
        "^",
        "*");
    Stream<String> fixed = Stream.of(
        "",
        " ",
        "\u0000",
        "<answer>",
        "</answer>",
        "<answer></answer>",
        "<think><think>",
        "(".repeat(100_000),
        "1+".repeat(50_000),
        "\\boxed{".repeat(20_000),
        "<answer>".repeat(20_000),
        "9".repeat(200_000),
        "\ud800\udfff\udfff");
    Stream<String> mixed = IntStream.range(0, 2_000).mapToObj(i -> {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(40); n > 0; n--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      return text.toString();
    });
    return Stream.concat(fixed, mixed);
  }

  @Test
  void scoresAnyTextInBoundedTimeWithoutThrowing() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> hostileTexts().forEach(text -> {
          Score score = reward().score(problem(), Completion.ofText(text));
          assertThat(score.value()).isFinite();
        }));
  }

  @Test
  void scoresATruncatedCompletionWithoutThrowing() {
    Completion truncated = Fakes.completion(
        "<think>1", new int[] {1, 2}, new float[2], new float[2], FinishReason.LENGTH);
    assertThat(reward().score(problem(), truncated).value()).isFinite();
  }

  @Test
  void givesTheSameScoreTwiceAndFromSeveralThreads() {
    List<Completion> completions = hostileTexts().map(Completion::ofText).toList();
    List<Score> first =
        completions.stream().map(c -> reward().score(problem(), c)).toList();
    List<Score> again =
        completions.parallelStream().map(c -> reward().score(problem(), c)).toList();
    assertThat(again).isEqualTo(first);
  }

  @Test
  void scoresAGroupInOrderAndTheSameTwice() {
    List<Completion> completions =
        hostileTexts().limit(200).map(Completion::ofText).toList();
    Group group = new Group(problem(), completions);
    List<Score> scores = reward().scoreGroup(group);
    assertThat(scores).hasSameSizeAs(completions);
    assertThat(reward().scoreGroup(group)).isEqualTo(scores);
  }
}
