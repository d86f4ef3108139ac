package io.gradus.core.pretrained;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Head;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.engine.Compute;
import io.gradus.core.gguf.GgufModel;
import io.gradus.core.huggingface.HuggingFaceConfig;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.Policy;
import io.gradus.core.tensorfile.Safetensors;
import io.gradus.core.tensorfile.TensorSource;
import io.gradus.core.text.PretrainedTokenizer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model from files: its configuration, matching tensors and tokenizer. Tensors are loaded one at a time, when a
 * policy is made.
 */
public final class PretrainedModel implements Closeable {
  private final String source;
  private final HuggingFaceConfig config;
  private final TensorSource tensors;
  private final Optional<TokenizerFiles> tokenizer;
  private final List<String> ignored;
  private final boolean scores;

  /**
   * Checks that tensors and configuration agree.
   *
   * @param source the folder or file, named in errors
   * @param tensors tensors by Hugging Face name; closed with this model, also if the constructor throws
   * @throws UserError that lists every tensor that is missing, misshapen, of an unreadable type, or not part of the
   *     architecture
   */
  public PretrainedModel(String source, HuggingFaceConfig config, TensorSource tensors) {
    this(source, config, tensors, Optional.empty(), hasScalarHead(config));
  }

  private PretrainedModel(
      String source,
      HuggingFaceConfig config,
      TensorSource tensors,
      Optional<TokenizerFiles> tokenizer,
      boolean scores) {
    this.scores = scores;
    this.source = source;
    this.config = config;
    this.tensors = tensors;
    this.tokenizer = tokenizer;
    try {
      if (hasScalarHead(config) && !scores) {
        throw new UserError(
            "%s: is a reward model (%s), which scores texts and cannot write any. Give a language model here. A reward model is read by a reward of type reward-model, and trained further with policy.head: score"
                .formatted(source, config.root().path("architectures").path(0).asText()));
      }
      ignored = new TensorCheck(source, config, tensors).ignored();
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  private static boolean hasScalarHead(HuggingFaceConfig config) {
    return config.architecture().head() == Head.SCALAR;
  }

  /**
   * Returns whether a path is a folder of Hugging Face files with a reward model. Only the configuration is read.
   *
   * @throws UserError if the folder has a configuration that cannot be read
   */
  public static boolean isRewardModel(Path path) {
    Path config = path.resolve(HuggingFaceConfig.FILE);
    return Files.exists(config) && hasScalarHead(HuggingFaceConfig.read(config));
  }

  /**
   * Opens a language model. The path is a GGUF file, a folder with {@code config.json} and safetensors, or a folder
   * with exactly one GGUF and no safetensors. Only headers are read.
   *
   * @throws UserError if files, fields or tensors are invalid (the message names them), or if the model is a reward
   *     model
   */
  public static PretrainedModel open(Path path) {
    return open(path, false);
  }

  /**
   * Opens a model to score texts: a reward model, or a language model whose head is replaced by a new scalar head.
   *
   * @throws UserError as {@link #open}
   */
  public static PretrainedModel openForScores(Path path) {
    return open(path, true);
  }

  private static PretrainedModel open(Path path, boolean scores) {
    if (Files.isDirectory(path)) {
      return openFolder(path, scores);
    }
    String name = String.valueOf(path.getFileName());
    if (!Files.exists(path)) {
      throw new UserError(
          "%s: there is no such file or folder; a model is a folder of Hugging Face files, or a .gguf file"
              .formatted(path));
    }
    if (name.endsWith(".gguf")) {
      return openGguf(path, scores);
    }
    if (name.endsWith(".safetensors") || name.endsWith(".json")) {
      throw new UserError(
          "%s: is only one file of a model. Give the folder of the file, which must also contain config.json"
              .formatted(path));
    }
    // throws the error that explains why a pickle is not opened; other faults are reported below
    Safetensors.open(path).close();
    throw new UserError(
        "%s: is neither a folder of Hugging Face files nor a .gguf file".formatted(path));
  }

  private static PretrainedModel openFolder(Path folder, boolean scores) {
    boolean tensors = Files.exists(folder.resolve(Safetensors.FILE))
        || Files.exists(folder.resolve(Safetensors.INDEX));
    List<Path> ggufs = tensors ? List.of() : ggufs(folder);
    if (ggufs.size() > 1) {
      throw new UserError("%s: has no safetensors, but %d GGUF files; name one of them: %s"
          .formatted(
              folder,
              ggufs.size(),
              ggufs.stream().map(Path::toString).collect(Collectors.joining(", "))));
    }
    if (ggufs.size() == 1) {
      return openGguf(ggufs.get(0), scores);
    }
    HuggingFaceConfig config = HuggingFaceConfig.read(folder.resolve(HuggingFaceConfig.FILE));
    return new PretrainedModel(
        folder.toString(),
        config,
        Safetensors.open(folder),
        Optional.of(new TokenizerFolderFiles(folder)),
        scores);
  }

  private static List<Path> ggufs(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".gguf")).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new UserError("%s: cannot be listed: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static PretrainedModel openGguf(Path file, boolean scores) {
    GgufModel model = GgufModel.open(file);
    try {
      HuggingFaceConfig config = HuggingFaceConfig.of(file.toString(), model.config());
      return new PretrainedModel(
          file.toString(), config, model, beside(file, model, config), scores);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Returns the tokenizer of a GGUF's folder if the folder has Hugging Face files, otherwise the GGUF's own. */
  private static Optional<TokenizerFiles> beside(
      Path file, GgufModel model, HuggingFaceConfig config) {
    Path folder = file.resolveSibling("");
    if (Files.exists(folder.resolve(HuggingFaceConfig.FILE))
        && Files.exists(folder.resolve(TokenizerFolderFiles.TOKENIZER))) {
      return Optional.of(new TokenizerFolderFiles(folder));
    }
    return model
        .tokenizer()
        .map(data -> new GgufTokenizer(file.toString(), data, config.vocabulary()));
  }

  /** Returns the fields of the configuration that Gradus does not know, or that this model does not use. */
  public List<String> unusedFields() {
    return config.unused();
  }

  /**
   * Makes a policy with these weights. While the weights load, only one piece of one tensor is in memory in addition to
   * them.
   */
  public Policy policy(Compute compute) {
    return policy(compute, Optional.empty(), 0);
  }

  /**
   * Makes a policy with these weights. If there is an adapter, only it is trained.
   *
   * @param seed seed of a new scalar head, and of the adapter's initial matrices and its dropout
   * @throws UserError if the adapter names layers that this architecture does not have
   */
  public Policy policy(Compute compute, Optional<Lora> lora, long seed) {
    TensorSource given = hasNewHead() ? new DrawnHead(tensors, architecture(), seed) : tensors;
    return Policy.load(architecture(), vocabulary(), compute, lora, seed, given);
  }

  /** Returns the folder or file. */
  public String source() {
    return source;
  }

  /** Returns the configuration. */
  public HuggingFaceConfig config() {
    return config;
  }

  /** Returns the architecture; its head is scalar in a model that is opened for scores. */
  public Transformer architecture() {
    return scores ? config.architecture().scalar() : config.architecture();
  }

  /** Returns whether the scalar head is not in the files, because they hold a language model. */
  public boolean hasNewHead() {
    return scores && !hasScalarHead(config);
  }

  /** Returns the size of the vocabulary, V. */
  public int vocabulary() {
    return config.vocabulary();
  }

  /**
   * Reads the tokenizer, with chat template and end tokens.
   *
   * @throws UserError that names the file that is missing or wrong, or if tokenizer and embeddings do not match
   */
  public PretrainedTokenizer tokenizer() {
    PretrainedTokenizer read = tokenizerFiles().read();
    if (read.vocabularySize() > vocabulary()) {
      throw new UserError(
          "%s: its tokenizer (%s) has %d tokens, but the model has embeddings for only %d: they do not match"
              .formatted(source, read.source(), read.vocabularySize(), vocabulary()));
    }
    return read;
  }

  /** Returns the files that the tokenizer is read from. */
  TokenizerFiles tokenizerFiles() {
    return tokenizer.orElseThrow(() -> new UserError(
        "%s: has no tokenizer. Put the tokenizer.json and config.json of the original model next to it"
            .formatted(source)));
  }

  /** Returns the tensors, by Hugging Face name. */
  public TensorSource tensors() {
    return tensors;
  }

  /** Lists superfluous tensors. */
  public List<String> ignored() {
    return ignored;
  }

  @Override
  public void close() {
    tensors.close();
  }
}
