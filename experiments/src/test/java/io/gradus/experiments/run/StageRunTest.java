package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.StopSignal;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.core.component.Components;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.tensorfile.Hashes;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.Learner;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Stage;
import io.gradus.experiments.stage.StageHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the services of a run for its stages, with stages that each use one service. */
class StageRunTest {
  private static final Path TINY = Path.of("src/test/resources/recipes/tiny.yaml");

  @TempDir
  Path folder;

  /** Stage without a data set that runs a given action. */
  private record Fake(int steps, Consumer<StageHost> body) implements Stage {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public Set<String> artefacts() {
      return Set.of("rows.jsonl");
    }

    @Override
    public Set<String> frozenModels() {
      return Set.of("teacher");
    }

    @Override
    public MemoryPlan.Load load(
        Tokenizer tokenizer, Template template, int context, long seed, int microBatchTokens) {
      return new MemoryPlan.Load(1, 1, 1, 0, 1, 64);
    }

    @Override
    public void run(StageHost host, long firstStep) {
      body.accept(host);
    }
  }

  private static Recipe tiny() {
    return new RecordBinder(Components.load()).bind(Recipe.class, YamlTree.read(TINY));
  }

  private static Optimizer optimizer() {
    return tiny().stages().get(0).learning().orElseThrow().optimizer();
  }

  private static Recipe recipe(Stage stage) {
    Recipe tiny = tiny();
    return new Recipe(
        tiny.name(),
        tiny.seed(),
        tiny.device(),
        tiny.dtype(),
        tiny.matmul(),
        tiny.memory(),
        tiny.activationCheckpointing(),
        tiny.policy(),
        tiny.template(),
        Map.of(),
        List.of(stage),
        new Recipe.EvaluationPlan(0, List.of()),
        new Recipe.CheckpointPlan(50, 2, Optional.empty()));
  }

  private RunResult train(Stage stage, boolean resume) {
    return new Run(
            recipe(stage),
            "name: fake\n",
            new RunDirectory(folder.resolve("run")),
            Progress.silent(),
            new StopSignal())
        .train(resume);
  }

  private List<String> checkpoints() {
    return Checkpoints.names(folder.resolve("run/checkpoints"));
  }

  private static Learner learner(StageHost host) {
    return host.learner(optimizer(), new MicroBatches(Optional.empty(), 64));
  }

  /** Stops like a trainer, with the last step that the weights have completed. */
  private static void stop(StageHost host, OptionalLong completed) {
    host.stop().request();
    try {
      host.stop().check();
    } catch (StopSignal.StopRequested e) {
      throw e.at(completed);
    }
  }

  @Test
  void aStopAfterAStepSavesTheStep() {
    Fake stage = new Fake(9, host -> {
      Learner learner = learner(host);
      host.policy().zeroGradients();
      learner.state().step(1e-3, 1);
      host.observer().finished(1, Map.of(), List.of());
      stop(host, OptionalLong.of(1));
    });
    assertThatThrownBy(() -> train(stage, false)).isInstanceOf(StopSignal.StopRequested.class);
    assertThat(checkpoints()).containsExactly("1-fake-000001");
  }

  @Test
  void aStopAfterTheFirstUpdateOfAStepSavesNothing() {
    Fake stage = new Fake(9, host -> {
      Learner learner = learner(host);
      host.policy().zeroGradients();
      learner.state().step(1e-3, 1);
      host.observer().finished(1, Map.of(), List.of());
      learner.state().step(1e-3, 1);
      stop(host, OptionalLong.empty());
    });
    assertThatThrownBy(() -> train(stage, false)).isInstanceOf(StopSignal.StopRequested.class);
    assertThat(checkpoints()).isEmpty();
  }

  @Test
  void aResumedStageRestoresItsMomentsAndItsFrozenModel() {
    List<String> frozen = new ArrayList<>();
    List<Long> updates = new ArrayList<>();
    Fake stage = new Fake(2, host -> {
      Policy teacher = host.frozen("teacher");
      Learner learner = learner(host);
      frozen.add(Hashes.tensors(teacher.tensors()));
      updates.add(learner.state().steps());
      host.policy().zeroGradients();
      learner.state().step(1e-3, 1);
      host.observer().finished(updates.size(), Map.of(), List.of());
      if (updates.size() == 1) {
        stop(host, OptionalLong.of(1));
      }
    });
    assertThatThrownBy(() -> train(stage, false)).isInstanceOf(StopSignal.StopRequested.class);
    RunResult result = train(stage, true);
    assertThat(updates).containsExactly(0L, 1L);
    assertThat(frozen).hasSize(2);
    assertThat(frozen.get(1)).isEqualTo(frozen.get(0));
    assertThat(folder.resolve("run/teacher-1-000000.safetensors")).exists();
    assertThat(result.stages()).containsExactly(new RunResult.Length("fake", 2));
  }

  @Test
  void aStageWithoutOptimizerAndDataSetLeavesAnArtefact() throws IOException {
    Fake stage = new Fake(1, host -> {
      AtomicFile.write(host.artefact("rows.jsonl"), "{}\n".getBytes(StandardCharsets.UTF_8));
      host.observer().finished(1, Map.of(), List.of());
    });
    RunResult result = train(stage, false);
    assertThat(Files.readString(folder.resolve("run/artefacts/1-fake/rows.jsonl")))
        .isEqualTo("{}\n");
    assertThat(result.verdict().learned())
        .containsExactly("not measured: the recipe has no benchmark");
    assertThat(checkpoints()).containsExactly("1-fake-000001");
    assertThat(folder.resolve("run/checkpoints/1-fake-000001/optimizer.safetensors"))
        .doesNotExist();
    assertThat(train(stage, true)).isEqualTo(result);
  }
}
