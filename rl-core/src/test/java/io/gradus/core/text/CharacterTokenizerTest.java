package io.gradus.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.core.component.Default;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CharacterTokenizerTest extends TokenizerContract {

  @Override
  protected Tokenizer tokenizer() {
    return CharacterTokenizer.defaults();
  }

  @Override
  protected List<String> pieces() {
    return List.of(
        "<think>",
        "</think>",
        "<answer>",
        "</answer>",
        "<eos>",
        "<",
        "</",
        "<thin",
        "think>",
        "1",
        "+",
        "=",
        " ",
        "\n",
        "\"",
        "\\",
        "~",
        "Z");
  }

  @Test
  void endIsTokenZeroThenSpecialTokensThenTheAlphabet() {
    CharacterTokenizer tokenizer = new CharacterTokenizer("ab", List.of("<t>"));
    assertThat(tokenizer.encode("<eos><t>ab")).containsExactly(0, 1, 2, 3);
    assertThat(tokenizer.endTokens()).containsExactly(0);
    assertThat(tokenizer.vocabularySize()).isEqualTo(4);
    assertThat(tokenizer.token("<t>")).hasValue(1);
    assertThat(tokenizer.token("b")).hasValue(3);
    assertThat(tokenizer.token("<nil>")).isEmpty();
  }

  @Test
  void theLongestSpecialTokenWins() {
    CharacterTokenizer tokenizer = new CharacterTokenizer("abc", List.of("ab", "abc"));
    assertThat(tokenizer.encode("abcabaa"))
        .containsExactly(
            tokenizer.token("abc").orElseThrow(),
            tokenizer.token("ab").orElseThrow(),
            tokenizer.token("a").orElseThrow(),
            tokenizer.token("a").orElseThrow());
  }

  @Test
  void aMissingCharacterIsNamedWithItsPosition() {
    assertThatThrownBy(() -> CharacterTokenizer.defaults().encode("<think>2×3"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the character '×' (U+00D7) at position 8 of the text \"<think>2×3\" is not in the tokenizer's alphabet: add it to 'alphabet'");
    assertThatThrownBy(() -> CharacterTokenizer.defaults().encode("a\tb"))
        .hasMessageContaining("U+0009 at position 1");
    assertThatThrownBy(() -> CharacterTokenizer.defaults().encode("😀\ud83d"))
        .hasMessageContaining("U+1F600");
  }

  @Test
  void charactersOutsideTheBasicPlaneAreOneToken() {
    CharacterTokenizer tokenizer = new CharacterTokenizer("😀é", List.of());
    assertThat(tokenizer.encode("é😀é")).containsExactly(2, 1, 2);
    assertThat(tokenizer.decode(new int[] {1, 2})).isEqualTo("😀é");
    assertThatThrownBy(() -> tokenizer.encode("😀x"))
        .hasMessageContaining("'x' (U+0078) at position 1");
  }

  @Test
  void allFaultsOfAVocabularyAreToldAtOnce() {
    assertThatThrownBy(() -> new CharacterTokenizer("aba", List.of("", "<t>", "<t>", "<eos>", "b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "alphabet: 'a' (U+0061) occurs twice",
            "special: a special token must not be empty",
            "special: <t> occurs twice",
            "special: <eos> is the end token",
            "special: 'b' is in the alphabet too");
    assertThatThrownBy(() -> new CharacterTokenizer("", List.of()))
        .hasMessage("alphabet: must not be empty");
    assertThatThrownBy(() -> new CharacterTokenizer("a\ud83d", List.of()))
        .hasMessage("alphabet: U+D83D is a lone surrogate, half a character");
  }

  @Test
  void theDefaultsWrittenForRecipesAreThoseOfTheCode() throws Exception {
    RecordComponent[] keys = CharacterTokenizer.class.getRecordComponents();
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readValue(written(keys[0]), String.class))
        .isEqualTo(CharacterTokenizer.defaults().alphabet());
    assertThat(List.of(json.readValue(written(keys[1]), String[].class)))
        .isEqualTo(CharacterTokenizer.defaults().special());
  }

  private static String written(RecordComponent key) {
    return Objects.requireNonNull(key.getAnnotation(Default.class)).value();
  }

  @Test
  void recipesFindTokenizersAndTemplatesByName() {
    Components components = Components.load();
    assertThat(components.find(Tokenizer.class, "characters")).hasValue(CharacterTokenizer.class);
    assertThat(components.find(Template.class, "bare")).hasValue(BareTemplate.class);
    assertThat(components.find(Template.class, "r1")).hasValue(R1Template.class);
  }
}
