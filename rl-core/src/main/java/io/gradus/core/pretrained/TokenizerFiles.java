package io.gradus.core.pretrained;

import io.gradus.core.text.PretrainedTokenizer;
import java.io.IOException;
import java.nio.file.Path;

/** Where a model's tokenizer, chat template and end tokens come from. */
public interface TokenizerFiles {

  /**
   * The tokenizer.
   *
   * @throws io.gradus.core.UserError that names the file that is missing or wrong
   */
  PretrainedTokenizer read();

  /** Puts the files into a folder as Hugging Face has them; {@code generation_config.json} is one of them. */
  void copyTo(Path folder) throws IOException;
}
