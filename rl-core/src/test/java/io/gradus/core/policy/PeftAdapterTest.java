package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import io.gradus.core.engine.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters as folders. */
class PeftAdapterTest {
  private static final String CONFIG = """
      {"peft_type": "LORA", "r": 3, "lora_alpha": 6, "lora_dropout": 0.0, "target_modules": ["q_proj"], "bias": "none",
       "use_dora": false, "modules_to_save": null, "rank_pattern": {}, "task_type": "CAUSAL_LM"%s}
      """;

  @TempDir
  private Path folder;

  private Path config(String more) throws IOException {
    Files.writeString(folder.resolve(PeftAdapter.CONFIG), CONFIG.formatted(more));
    return folder;
  }

  @Test
  void whatIsSavedIsReadBackToTheLastBit() throws IOException {
    Lora lora = LoraTest.lora(0, "float32", "q_proj", "down_proj");
    Map<String, float[]> saved;
    try (Policy policy = LoraTest.adapted(lora)) {
      LoraTest.disturb(policy, 3);
      saved = LoraTest.values(policy.tensors());
      PeftAdapter.save(policy, folder, Optional.of("some/base"));
    }
    assertThat(Files.readString(folder.resolve(PeftAdapter.CONFIG)))
        .contains(
            "\"peft_type\" : \"LORA\"",
            "\"task_type\" : \"CAUSAL_LM\"",
            "\"r\" : 3",
            "\"lora_alpha\" : 6",
            "\"target_modules\" : [ \"down_proj\", \"q_proj\" ]",
            "\"bias\" : \"none\"",
            "\"use_rslora\" : false",
            "\"base_model_name_or_path\" : \"some/base\"");
    Lora read = PeftAdapter.settings(folder);
    assertThat(read.scale()).isEqualTo(lora.scale());
    try (Policy policy = LoraTest.adapted(read)) {
      PeftAdapter.load(policy, folder);
      assertThat(LoraTest.values(policy.tensors()).keySet()).isEqualTo(saved.keySet());
      LoraTest.values(policy.tensors())
          .forEach((name, values) -> assertThat(values).isEqualTo(saved.get(name)));
    }
  }

  @Test
  void whatChangesTheResultAndCannotBeReadIsRefusedByName() throws IOException {
    assertThat(PeftAdapter.settings(config("")).targets()).containsExactly("q_proj");
    assertThatThrownBy(
            () -> PeftAdapter.settings(
                config(
                    ", \"use_dora\": true, \"rank_pattern\": {\"q_proj\": 8}, \"modules_to_save\": [\"lm_head\"], \"something_new\": 3")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("use_dora: is true")
        .hasMessageContaining("rank_pattern: is {\"q_proj\":8}")
        .hasMessageContaining("modules_to_save")
        .hasMessageContaining("something_new: is 3");
    assertThatThrownBy(() -> PeftAdapter.settings(config(", \"bias\": \"all\"")))
        .hasMessageContaining("bias: must be 'none'");
    assertThatThrownBy(() -> PeftAdapter.settings(config(", \"peft_type\": \"IA3\"")))
        .hasMessageContaining("peft_type: only LORA");
    Files.writeString(folder.resolve(PeftAdapter.CONFIG), "{\"r\": ");
    assertThatThrownBy(() -> PeftAdapter.settings(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not JSON");
    assertThatThrownBy(() -> PeftAdapter.settings(folder.resolve("nowhere")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is " + folder.resolve("nowhere") + " a folder with a PEFT adapter?");
  }

  @Test
  void matricesThatAreMissingTooManyOrMisshapenAreAllTold() {
    try (Policy policy = LoraTest.adapted(LoraTest.lora(0, "float32", "q_proj"))) {
      PeftAdapter.save(policy, folder, Optional.empty());
    }
    try (Policy policy = LoraTest.adapted(LoraTest.lora(0, "float32", "v_proj"))) {
      assertThatThrownBy(() -> PeftAdapter.load(policy, folder))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("layers.0.self_attn.q_proj.lora_A.weight is for no layer")
          .hasMessageContaining("has no tensor")
          .hasMessageContaining("layers.1.self_attn.v_proj.lora_B.weight");
    }
    Lora other = new Lora(
        4, Optional.of(6.0), 0, List.of("q_proj"), false, BaseStates.FLOAT32, Optional.empty());
    try (Policy policy = LoraTest.adapted(other)) {
      assertThatThrownBy(() -> PeftAdapter.load(policy, folder))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("policy.lora.rank: is 4, but the adapter in " + folder + " has 3");
    }
    try (Policy whole = Policy.initialise(TinyPolicy.decoder(2, 1, true), 5, Compute.cpu(), 1)) {
      assertThatThrownBy(() -> PeftAdapter.save(whole, folder, Optional.empty()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("has no adapter");
    }
  }
}
