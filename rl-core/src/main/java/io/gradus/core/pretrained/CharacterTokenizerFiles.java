package io.gradus.core.pretrained;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.text.CharacterTokenizer;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.core.text.TokenizerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Files of a character tokenizer in Hugging Face's format, for a model trained from scratch. */
public record CharacterTokenizerFiles(CharacterTokenizer tokenizer) implements TokenizerFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public PretrainedTokenizer read() {
    return PretrainedTokenizer.fromJson(
        tokenizer.tokenizerJson(),
        new TokenizerSettings(
            "characters",
            Map.of("eos_token", CharacterTokenizer.END),
            List.of(),
            Optional.of(false),
            Map.of(),
            OptionalInt.of(tokenizer.vocabularySize())));
  }

  @Override
  public void copyTo(Path folder) throws IOException {
    Files.writeString(folder.resolve(TokenizerFolderFiles.TOKENIZER), tokenizer.tokenizerJson());
    ObjectNode config = JSON.createObjectNode()
        .put("tokenizer_class", "PreTrainedTokenizerFast")
        .put("clean_up_tokenization_spaces", false)
        .put("eos_token", CharacterTokenizer.END)
        .put("pad_token", CharacterTokenizer.END);
    Files.writeString(
        folder.resolve(TokenizerFolderFiles.SETTINGS),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n");
  }
}
