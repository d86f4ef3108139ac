package io.gradus.core.pretrained;

import io.gradus.core.text.PretrainedTokenizer;
import java.io.IOException;
import java.nio.file.Path;

/** Source of a model's tokenizer, chat template and end tokens. */
public interface TokenizerFiles {

  /**
   * Reads the tokenizer.
   *
   * @throws io.gradus.core.UserError that names the file that is missing or wrong
   */
  PretrainedTokenizer read();

  /** Writes the files to a folder in Hugging Face's format, including {@code generation_config.json}. */
  void copyTo(Path folder) throws IOException;
}
