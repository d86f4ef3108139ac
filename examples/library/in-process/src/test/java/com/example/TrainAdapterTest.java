package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Problem;
import io.gradus.core.Sampling;
import io.gradus.core.Score;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.method.Grpo;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.pretrained.ExportedModel;
import io.gradus.core.text.BareTemplate;
import io.gradus.core.text.CharacterTokenizer;
import io.gradus.core.trainer.Plan;
import io.gradus.datasets.ListDataset;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.recipe.Recipe.PolicyChoice;
import io.gradus.experiments.run.Session;
import io.gradus.experiments.stage.GrpoStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainAdapterTest {
  private static final Problem PROBLEM = Problem.of("sum", "1+2", "3");

  @TempDir
  Path folder;

  /** A tiny model with random weights and a chat template, as a folder of Hugging Face files. */
  private Path model() throws IOException {
    Decoder decoder = Decoder.of(1, 16, 2);
    CharacterTokenizer tokenizer = CharacterTokenizer.defaults();
    Recipe recipe = Recipe.of(
        "random",
        1,
        PolicyChoice.of(decoder, tokenizer),
        BareTemplate.defaults(),
        List.of(GrpoStage.of(
            new ListDataset(List.of(PROBLEM)),
            Plan.of(1, 1, 2),
            Sampling.of(2),
            Grpo.withoutKl((problem, completion) -> Score.unjudged(0, "")),
            AdamWSettings.of(1e-3))));
    Path model = Files.createDirectory(folder.resolve("model"));
    try (Session session = Session.open(recipe)) {
      ExportedModel.of(session.policy(), decoder, tokenizer).write(model, ExportedModel.SHARD);
    }
    Files.writeString(
        model.resolve("chat_template.jinja"),
        "{% for message in messages %}{{ message['content'] }}\n{% endfor %}");
    return model;
  }

  @Test
  void anAdapterIsTrainedAndWritten() throws IOException {
    Path to = folder.resolve("adapter");
    TrainAdapter.train(
        model(),
        List.of(PROBLEM),
        (problem, completion) -> Score.unjudged(completion.length(), "the longer, the better"),
        2,
        6,
        to);
    assertThat(to.resolve("adapter_config.json")).exists();
    assertThat(to.resolve("adapter_model.safetensors")).exists();
  }
}
