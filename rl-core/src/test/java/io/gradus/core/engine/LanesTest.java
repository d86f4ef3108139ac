package io.gradus.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.pytorch.jni.JniUtils;
import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {

  private static void sleep(int milliseconds) {
    Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(milliseconds));
  }

  private static Supplier<Integer> throwing(Throwable what, int milliseconds, AtomicInteger ended) {
    return () -> {
      sleep(milliseconds);
      ended.incrementAndGet();
      if (what instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) what;
    };
  }

  @Test
  void giveResultsInOrderHoweverManyPiecesThereAre() {
    List<Supplier<Integer>> work = IntStream.range(0, 50)
        .mapToObj(i -> (Supplier<Integer>) () -> {
          sleep((50 - i) / 10);
          return i;
        })
        .toList();

    assertThat(Lanes.run(work)).isEqualTo(IntStream.range(0, 50).boxed().toList());
  }

  @Test
  void runSideBySideOnOneCoreEachAndLeaveTheCallerAll() {
    int all = Compute.threads();
    assumeTrue(all > 1, "skipped: this machine, or OMP_NUM_THREADS, gives one core only");
    CountDownLatch met = new CountDownLatch(all);
    Supplier<Integer> meet = () -> {
      met.countDown();
      return Uninterruptibles.awaitUninterruptibly(met, 60, TimeUnit.SECONDS)
          ? JniUtils.getNumThreads()
          : -1;
    };

    assertThat(Lanes.run(Collections.nCopies(all, meet))).containsOnly(1).hasSize(all);
    assertThat(Lanes.run(List.<Supplier<Integer>>of(JniUtils::getNumThreads))).containsExactly(all);
    assertThat(Lanes.count()).isEqualTo(all);
  }

  @Test
  void runWhatALaneCallsOnThatLane() {
    Supplier<List<String>> nested = () -> Lanes.run(
        Collections.nCopies(3, (Supplier<String>) () -> Thread.currentThread().getName()));

    for (List<String> names : Lanes.run(Collections.nCopies(4, nested))) {
      assertThat(names).hasSize(3).doesNotContain(Thread.currentThread().getName());
      assertThat(names.stream().distinct()).hasSize(1);
    }
  }

  @Test
  void throwTheFirstFailureInOrderWhenAllHaveEnded() {
    AtomicInteger ended = new AtomicInteger();

    assertThatThrownBy(() -> Lanes.run(List.of(
            throwing(new IllegalArgumentException("slow"), 50, ended),
            throwing(new IllegalStateException("quick"), 0, ended))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slow")
        .hasSuppressedException(new IllegalStateException("quick"));
    assertThat(ended).hasValue(2);
  }

  @Test
  void throwAnErrorBeforeExceptions() {
    AtomicInteger ended = new AtomicInteger();

    assertThatThrownBy(() -> Lanes.run(List.of(
            throwing(new IllegalArgumentException("wrong"), 0, ended),
            throwing(new OutOfMemoryError("full"), 0, ended))))
        .isInstanceOf(OutOfMemoryError.class)
        .hasSuppressedException(new IllegalArgumentException("wrong"));
  }
}
