package com.example;

import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.method.Grpo;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.PeftAdapter;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.text.ChatTemplate;
import io.gradus.core.trainer.Plan;
import io.gradus.datasets.ListDataset;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.recipe.Recipe.PolicyChoice;
import io.gradus.experiments.run.Session;
import io.gradus.experiments.stage.GrpoStage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** GRPO of an adapter: a pretrained model reads chats, and only low-rank matrices are trained. */
public final class TrainAdapter {
  private TrainAdapter() {}

  /** Trains an adapter and writes it for PEFT. */
  static void train(
      Path model, List<Problem> problems, Reward reward, int steps, int maxTokens, Path to) {
    ChatTemplate chat = new ChatTemplate(
        Optional.of("You solve arithmetic problems."), // the system prompt; empty: the template's own
        "{question}\nAnswer with the number alone.", // the user's turn
        "{answer}", // the assistant's turn of a demonstration
        Optional.empty(), // enable_thinking of the model's template
        "", // text after the generation prompt, such as "<think>\n"
        Optional.empty(), // day for templates that write today's date
        "default", // name of the template, if the model has several
        Optional.empty()); // a Jinja file instead of the model's template

    Recipe recipe = Recipe.of(
        "adapter",
        17,
        PolicyChoice.of(model, Lora.of(16)), // a folder of Hugging Face files or a GGUF; rank 16
        chat,
        List.of(GrpoStage.of(
            new ListDataset(problems),
            Plan.of(steps, 4, 8), // 4 problems in a step, 8 completions of each
            Sampling.of(maxTokens),
            Grpo.withoutKl(reward),
            AdamWSettings.of(1e-4))));

    try (Session session = Session.open(recipe)) {
      session.train((step, metrics, warnings) -> warnings.forEach(System.err::println));
      PeftAdapter.save(session.policy(), to, Optional.of(model.toString()));
    }
  }
}
