package io.gradus.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {

  @Test
  void giveResultsInOrderHoweverManyPiecesThereAre() {
    List<Supplier<Integer>> work = IntStream.range(0, 50)
        .mapToObj(i -> (Supplier<Integer>) () -> {
          Uninterruptibles.sleepUninterruptibly(Duration.ofMillis((50 - i) / 10));
          return i;
        })
        .toList();

    assertThat(Lanes.run(work)).isEqualTo(IntStream.range(0, 50).boxed().toList());
  }

  @Test
  void useOneCoreEachAndLeaveTheCallerAll() {
    int all = Compute.threads();

    assertThat(
            Lanes.run(List.<Supplier<Integer>>of(JniUtils::getNumThreads, JniUtils::getNumThreads)))
        .containsExactly(1, 1);
    assertThat(Lanes.run(List.<Supplier<Integer>>of(JniUtils::getNumThreads))).containsExactly(all);
    assertThat(Compute.threads()).isEqualTo(all);
    assertThat(Lanes.count()).isEqualTo(all);
  }

  @Test
  void throwTheFirstFailureInOrderWhenAllHaveEnded() {
    AtomicInteger ended = new AtomicInteger();
    Supplier<Integer> slow = () -> {
      Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(50));
      ended.incrementAndGet();
      throw new IllegalArgumentException("slow");
    };
    Supplier<Integer> quick = () -> {
      ended.incrementAndGet();
      throw new IllegalStateException("quick");
    };

    assertThatThrownBy(() -> Lanes.run(List.of(slow, quick)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slow")
        .hasSuppressedException(new IllegalStateException("quick"));
    assertThat(ended).hasValue(2);
  }
}
