package io.gradus.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import io.gradus.core.engine.Compute;
import io.gradus.core.gguf.GgmlType;
import io.gradus.core.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model is a folder of safetensors, a folder with a GGUF, or a GGUF; everything else is refused with a remedy. */
class ModelSourcesTest {
  @TempDir
  Path scratch;

  private Path folder = Path.of("");
  private Path gguf = Path.of("");

  @BeforeEach
  void write() throws IOException {
    folder = TinyModelFolder.write(scratch.resolve("folder"));
    gguf = scratch.resolve("model.gguf");
    try (PretrainedModel model = PretrainedModel.open(folder);
        Policy policy = model.policy(Compute.cpu())) {
      boolean unused = ExportedModel.of(policy, model).writeGguf(gguf, GgmlType.F16);
    }
  }

  private static void refused(Path path, String... words) {
    assertThatThrownBy(() -> {
          try (PretrainedModel model = PretrainedModel.open(path)) {
            var unused = model.tokenizer();
          }
        })
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void aFolderWithOneGgufIsThatModelWithTheFoldersTokenizer() throws IOException {
    Files.delete(folder.resolve("model.safetensors"));
    Files.copy(gguf, folder.resolve("weights.gguf"));
    try (PretrainedModel model = PretrainedModel.open(folder);
        PretrainedModel alone = PretrainedModel.open(gguf)) {
      assertThat(model.source()).isEqualTo(folder.resolve("weights.gguf").toString());
      assertThat(model.tokenizer().source()).contains("folder").doesNotContain("gguf");
      assertThat(alone.tokenizer().source()).isEqualTo(gguf.toString());
      assertThat(alone.tokenizer().encode("hello the"))
          .isEqualTo(model.tokenizer().encode("hello the"));
    }
    Files.copy(gguf, folder.resolve("other.gguf"));
    refused(folder, "2 GGUF files", "other.gguf", "weights.gguf");
  }

  @Test
  void safetensorsWinOverAGgufBesideThem() throws IOException {
    Files.copy(gguf, folder.resolve("weights.gguf"));
    try (PretrainedModel model = PretrainedModel.open(folder)) {
      assertThat(model.source()).isEqualTo(folder.toString());
    }
  }

  @Test
  void aTokenizerOfAnotherModelBesideAGgufIsRefused() throws IOException {
    Files.delete(folder.resolve("model.safetensors"));
    Files.copy(gguf, folder.resolve("weights.gguf"));
    String config = Files.readString(folder.resolve("config.json"));
    Files.writeString(folder.resolve("config.json"), config.replace("270", "300"));
    refused(folder, "has 300 tokens", "embeddings for only 270", "do not match");
  }

  @Test
  void whatIsNoModelIsRefusedWithARemedy() throws IOException {
    refused(scratch.resolve("nothing"), "nothing", "no such file or folder");
    refused(folder.resolve("model.safetensors"), "Give the folder");
    refused(folder.resolve("config.json"), "Give the folder");
    Path pickle = Files.writeString(scratch.resolve("pytorch_model.bin"), "PK..");
    refused(pickle, "pickle", "can run any program");
    Files.delete(folder.resolve("tokenizer.json"));
    refused(folder, "has no tokenizer.json");
    Files.delete(folder.resolve("model.safetensors"));
    Files.copy(pickle, folder.resolve("pytorch_model.bin"));
    refused(folder, "pytorch_model.bin", "pickle");
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(gguf);
    Files.write(gguf, java.util.Arrays.copyOf(whole, whole.length / 2));
    refused(gguf, "model.gguf");
    Path tensors = folder.resolve("model.safetensors");
    byte[] all = Files.readAllBytes(tensors);
    Files.write(tensors, java.util.Arrays.copyOf(all, all.length - 100));
    refused(folder, "model.safetensors");
  }
}
