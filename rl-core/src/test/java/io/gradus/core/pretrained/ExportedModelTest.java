package io.gradus.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.architecture.Llama3Scaling;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.NoScaling;
import io.gradus.core.architecture.RopeScaling;
import io.gradus.core.architecture.RouterLosses;
import io.gradus.core.architecture.Routing;
import io.gradus.core.architecture.YarnScaling;
import io.gradus.core.engine.Compute;
import io.gradus.core.gguf.GgmlType;
import io.gradus.core.policy.NextTokens;
import io.gradus.core.policy.Policy;
import io.gradus.core.tensorfile.Hashes;
import io.gradus.core.tensorfile.Safetensors;
import io.gradus.core.text.CharacterTokenizer;
import io.gradus.core.text.PretrainedTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is exported loads again bit for bit, as the same architecture and with the same tokens. */
class ExportedModelTest {
  private static final CharacterTokenizer CHARACTERS =
      new CharacterTokenizer("0123456789+= \n\u00e9", List.of("<think>", "</think>", "<t"));

  @TempDir
  Path folder;

  /** A decoder, and the name that transformers has for its kind. */
  private record Case(String family, Decoder decoder) {
    @Override
    public String toString() {
      return family;
    }
  }

  private static Decoder decoder(
      boolean bias,
      boolean norm,
      RopeScaling scaling,
      Optional<Integer> window,
      Optional<Mixture> mixture,
      int dense) {
    return new Decoder(
        2,
        16,
        2,
        Optional.of(1),
        Optional.empty(),
        mixture.isPresent() && dense == 0 ? Optional.empty() : Optional.of(24),
        10_000,
        1e-5,
        !norm,
        64,
        bias,
        norm,
        scaling,
        window,
        mixture,
        dense);
  }

  private static Mixture mixture(Optional<Integer> shared, Mixture.Names names) {
    return new Mixture(
        4,
        2,
        8,
        Routing.softmax(true),
        shared,
        shared.isPresent(),
        new RouterLosses(0.01, 0),
        names);
  }

  static List<Case> cases() {
    Optional<Integer> none = Optional.empty();
    RopeScaling plain = new NoScaling();
    return List.of(
        new Case("llama", decoder(false, false, plain, none, Optional.empty(), 0)),
        new Case(
            "llama",
            decoder(false, false, new Llama3Scaling(8, 1, 4, 32), none, Optional.empty(), 0)),
        new Case("mistral", decoder(false, false, plain, Optional.of(16), Optional.empty(), 0)),
        new Case(
            "qwen2",
            decoder(true, false, YarnScaling.of(4, 16), Optional.of(16), Optional.empty(), 0)),
        new Case("qwen3", decoder(false, true, plain, none, Optional.empty(), 0)),
        new Case(
            "mixtral",
            decoder(
                false, false, plain, none, Optional.of(mixture(none, Mixture.Names.MIXTRAL)), 0)),
        new Case(
            "qwen2_moe",
            decoder(
                true,
                false,
                plain,
                none,
                Optional.of(mixture(Optional.of(12), Mixture.Names.QWEN)),
                0)),
        new Case(
            "qwen3_moe",
            decoder(false, true, plain, none, Optional.of(mixture(none, Mixture.Names.QWEN)), 1)));
  }

  private static Policy policy(Decoder decoder) {
    return Policy.initialise(decoder, CHARACTERS.vocabularySize(), Compute.cpu(), 3);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aModelTrainedFromNothingLoadsBitForBit(Case shape) throws IOException {
    try (Policy policy = policy(shape.decoder())) {
      ExportedModel.of(policy, shape.decoder(), CHARACTERS).write(folder, ExportedModel.SHARD);
      try (PretrainedModel model = PretrainedModel.open(folder);
          Policy again = model.policy(Compute.cpu())) {
        assertThat(model.config().modelType()).isEqualTo(shape.family());
        assertThat(model.config().unused()).isEmpty();
        assertThat(Hashes.tensors(again.tensors())).isEqualTo(Hashes.tensors(policy.tensors()));
        int[] text = CHARACTERS.encode("12+34=46");
        assertThat(new NextTokens(again).logits(text))
            .isDeepEqualTo(new NextTokens(policy).logits(text));
      }
    }
  }

  @Test
  void largeModelsAreDividedOverFiles() throws IOException {
    Decoder decoder = cases().get(0).decoder();
    try (Policy policy = policy(decoder)) {
      ExportedModel.of(policy, decoder, CHARACTERS).write(folder, 4_000);
      assertThat(folder.resolve(Safetensors.FILE)).doesNotExist();
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(
                files.filter(f -> f.toString().matches(".*model-0000\\d-of-0000\\d\\.safetensors")))
            .hasSizeBetween(3, 9);
      }
      try (PretrainedModel model = PretrainedModel.open(folder);
          Policy again = model.policy(Compute.cpu())) {
        assertThat(Hashes.tensors(again.tensors())).isEqualTo(Hashes.tensors(policy.tensors()));
      }
    }
  }

  @Test
  void whatHuggingFaceHasNoModelForIsRefusedByName() {
    Decoder both = decoder(true, true, new NoScaling(), Optional.empty(), Optional.empty(), 0);
    Mixture sigmoid = new Mixture(
        4,
        2,
        8,
        new Routing(Routing.Gate.SIGMOID, true, 1, 2, 1, true, 0),
        Optional.empty(),
        false,
        RouterLosses.NONE,
        Mixture.Names.QWEN);
    Decoder balanced =
        decoder(false, true, new NoScaling(), Optional.empty(), Optional.of(sigmoid), 0);
    try (Policy policy = policy(both)) {
      assertThatThrownBy(() -> ExportedModel.of(policy, both, CHARACTERS))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("query-key-value-bias, query-key-norm");
    }
    try (Policy policy = policy(balanced)) {
      assertThatThrownBy(() -> ExportedModel.of(policy, balanced, CHARACTERS))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("routing.gate sigmoid, routing.groups 2, routing.correction");
    }
  }

  @Test
  void charactersAreTheSameTokensForHuggingFace() throws IOException {
    Decoder decoder = cases().get(0).decoder();
    try (Policy policy = policy(decoder)) {
      ExportedModel.of(policy, decoder, CHARACTERS).write(folder, ExportedModel.SHARD);
    }
    PretrainedTokenizer read = PretrainedTokenizer.fromFolder(folder);
    assertThat(read.endTokens()).containsExactly(0);
    assertThat(read.vocabularySize()).isEqualTo(CHARACTERS.vocabularySize());
    for (String text : List.of("1+2=3", "<think>7 \n\n8</think>\u00e9", "<think><t<think>", "")) {
      assertThat(read.encode(text)).as(text).isEqualTo(CHARACTERS.encode(text));
      assertThat(read.decode(read.encode(text))).isEqualTo(text);
    }
  }

  @Test
  void aPretrainedModelKeepsItsConfigurationTokenizerAndTemplate() throws IOException {
    Path from = TinyModelFolder.write(folder.resolve("from"));
    Path to = Files.createDirectory(folder.resolve("to"));
    try (PretrainedModel model = PretrainedModel.open(from);
        Policy policy = model.policy(Compute.cpu())) {
      ExportedModel.of(policy, model).write(to, ExportedModel.SHARD);
      try (PretrainedModel again = PretrainedModel.open(to);
          Policy loaded = again.policy(Compute.cpu())) {
        assertThat(Hashes.tensors(loaded.tensors())).isEqualTo(Hashes.tensors(policy.tensors()));
        assertThat(again.config().root().path("torch_dtype").asText()).isEqualTo("float32");
        assertThat(again.config().root().path("architectures"))
            .isEqualTo(model.config().root().path("architectures"));
      }
    }
    for (String file :
        List.of("tokenizer.json", "tokenizer_config.json", "generation_config.json")) {
      assertThat(to.resolve(file)).hasSameTextualContentAs(from.resolve(file));
    }
  }

  @Test
  void aPretrainedModelAsGgufIsTheSameModelAndTokenizer() throws IOException {
    Path from = TinyModelFolder.write(folder.resolve("from"));
    Path file = folder.resolve("alone").resolve("tiny.gguf");
    Files.createDirectory(file.resolveSibling(""));
    try (PretrainedModel model = PretrainedModel.open(from);
        Policy policy = model.policy(Compute.cpu())) {
      assertThat(ExportedModel.of(policy, model).writeGguf(file, GgmlType.F16)).isTrue();
      PretrainedTokenizer ours = model.tokenizer();
      try (PretrainedModel gguf = PretrainedModel.open(file);
          Policy half = gguf.policy(Compute.cpu())) {
        PretrainedTokenizer tokenizer = gguf.tokenizer();
        String text = "hello <think> the 123\n\n<|im_end|> \u00e9";
        assertThat(tokenizer.encode(text)).isEqualTo(ours.encode(text));
        assertThat(tokenizer.chatTemplates()).isEqualTo(ours.chatTemplates());
        assertThat(tokenizer.endTokens()).contains(2);
        assertThat(tokenizer.vocabularySize()).isEqualTo(TinyModelFolder.VOCABULARY);
        assertThat(gguf.architecture().layers()).isEqualTo(model.architecture().layers());
        int[] ids = ours.encode(text);
        float[][] whole = new NextTokens(policy).logits(ids);
        float[][] rounded = new NextTokens(half).logits(ids);
        for (int t = 0; t < ids.length; t++) {
          for (int v = 0; v < whole[t].length; v++) {
            assertThat(Math.abs(whole[t][v] - rounded[t][v])).isLessThan(0.05f);
          }
        }
      }
    }
  }
}
