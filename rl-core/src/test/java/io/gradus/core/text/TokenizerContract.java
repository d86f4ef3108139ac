package io.gradus.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every tokenizer keeps: extend it with the tokenizer and pieces of text that it accepts. */
public abstract class TokenizerContract {

  /** The tokenizer under test. */
  protected abstract Tokenizer tokenizer();

  /** Pieces that are joined at random to texts; put in what is awkward, special tokens and halves of them too. */
  protected abstract List<String> pieces();

  private List<String> texts() {
    Random random = new Random(17);
    List<String> texts = new ArrayList<>(List.of(""));
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append(pieces().get(random.nextInt(pieces().size())));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  @Test
  void decodingWhatWasEncodedGivesTheTextBack() {
    Tokenizer tokenizer = tokenizer();
    for (String text : texts()) {
      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }
  }

  @Test
  void everyTokenIsInTheVocabulary() {
    Tokenizer tokenizer = tokenizer();
    int size = tokenizer.vocabularySize();
    for (String text : texts()) {
      int[] tokens = tokenizer.encode(text);
      assertThat(Arrays.stream(tokens).allMatch(t -> t >= 0 && t < size))
          .as("tokens of %s", text)
          .isTrue();
    }
  }

  @Test
  void thereIsAnEndTokenAndItIsInTheVocabulary() {
    assertThat(tokenizer().endTokens())
        .isNotEmpty()
        .allSatisfy(token -> assertThat(token).isBetween(0, tokenizer().vocabularySize() - 1));
  }

  @Test
  void decodingATokenOutsideTheVocabularyIsAnError() {
    for (int token : new int[] {-1, tokenizer().vocabularySize(), Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> tokenizer().decode(new int[] {token}))
          .isInstanceOfAny(IllegalArgumentException.class, UserError.class)
          .hasMessageContaining(Integer.toString(token));
    }
  }

  @Test
  void aTextThatIsATokenIsEncodedAsThatToken() {
    Tokenizer tokenizer = tokenizer();
    for (String piece : pieces()) {
      tokenizer.token(piece).ifPresent(token -> {
        assertThat(tokenizer.encode(piece)).containsExactly(token);
        assertThat(tokenizer.decode(new int[] {token})).isEqualTo(piece);
      });
    }
  }

  @Test
  void everyTokenOfTheVocabularyCanBeDecodedAlone() {
    Tokenizer tokenizer = tokenizer();
    for (int token = 0; token < tokenizer.vocabularySize(); token++) {
      assertThat(tokenizer.decode(new int[] {token})).isNotEmpty();
    }
  }
}
