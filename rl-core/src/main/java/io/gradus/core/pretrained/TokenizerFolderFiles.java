package io.gradus.core.pretrained;

import io.gradus.core.text.PretrainedTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A tokenizer in a folder of Hugging Face files. */
public record TokenizerFolderFiles(Path folder) implements TokenizerFiles {
  static final String TOKENIZER = "tokenizer.json";
  static final String SETTINGS = "tokenizer_config.json";

  /** Files of a tokenizer, and of a model's sampling settings. */
  private static final List<String> FILES = List.of(
      TOKENIZER,
      SETTINGS,
      "special_tokens_map.json",
      "added_tokens.json",
      "vocab.json",
      "merges.txt",
      "tokenizer.model",
      "chat_template.jinja",
      "chat_template.json",
      "generation_config.json");

  private static final List<String> FOLDERS =
      List.of("chat_templates", "additional_chat_templates");

  @Override
  public PretrainedTokenizer read() {
    return PretrainedTokenizer.fromFolder(folder);
  }

  @Override
  public void copyTo(Path target) throws IOException {
    for (String name : FILES) {
      copy(folder.resolve(name), target.resolve(name));
    }
    for (String name : FOLDERS) {
      if (Files.isDirectory(folder.resolve(name))) {
        Files.createDirectories(target.resolve(name));
        try (Stream<Path> templates = Files.list(folder.resolve(name))) {
          for (Path template : templates.sorted().toList()) {
            copy(template, target.resolve(name).resolve(template.getFileName()));
          }
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.isRegularFile(from)) {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
      to.toFile().setWritable(true, true);
    }
  }
}
