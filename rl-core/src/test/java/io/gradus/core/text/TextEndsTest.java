package io.gradus.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TextEndsTest {
  /** One token for each byte, as the bytes of a byte-level vocabulary. */
  private static final class Bytes implements Tokenizer {
    @Override
    public int[] encode(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int[] tokens = new int[bytes.length];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = bytes[i] & 0xff;
      }
      return tokens;
    }

    @Override
    public String decode(int[] tokens) {
      byte[] bytes = new byte[tokens.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) tokens[i];
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public int vocabularySize() {
      return 256;
    }

    @Override
    public OptionalInt token(String text) {
      return OptionalInt.empty();
    }

    @Override
    public List<Integer> endTokens() {
      return List.of(0);
    }
  }

  /** Words with their leading spaces, of which decoding drops the first, as SentencePiece does. */
  private static final class Words implements Tokenizer {
    private static final List<String> WORDS = List.of("", " one", " two", ";");

    @Override
    public int[] encode(String text) {
      throw new UnsupportedOperationException("not needed");
    }

    @Override
    public String decode(int[] tokens) {
      StringBuilder text = new StringBuilder();
      for (int token : tokens) {
        text.append(WORDS.get(token));
      }
      return text.toString().stripLeading();
    }

    @Override
    public int vocabularySize() {
      return WORDS.size();
    }

    @Override
    public OptionalInt token(String text) {
      return OptionalInt.empty();
    }

    @Override
    public List<Integer> endTokens() {
      return List.of(0);
    }
  }

  @Test
  void aTokenOfACharacterEndsAfterIt() {
    CharacterTokenizer tokenizer = CharacterTokenizer.defaults();
    int[] tokens = tokenizer.encode("<think>ab</think>");
    assertThat(TextEnds.of(tokenizer, tokens)).containsExactly(7, 8, 9, 17);
  }

  @Test
  void anUnfinishedCharacterCountsAsOneUntilItIsFinished() {
    Bytes bytes = new Bytes();
    String text = "aé😀b";
    // The emoji has four bytes and two UTF-16 units; its unfinished beginnings decode to one
    // U+FFFD.
    assertThat(TextEnds.of(bytes, bytes.encode(text))).containsExactly(1, 2, 2, 3, 3, 3, 4, 5);
  }

  @Test
  void aDroppedLeadingSpaceIsNotCounted() {
    assertThat(TextEnds.of(new Words(), new int[] {1, 2, 3, 1, 0}))
        .containsExactly("one".length(), "one two".length(), 8, "one two; one".length(), 12);
  }

  @Test
  void bytesThatAreNoTextDoNotHideWhatFollows() {
    Bytes bytes = new Bytes();
    int[] tokens = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 'a', 'b'};
    int[] ends = TextEnds.of(bytes, tokens);
    assertThat(ends[7]).isEqualTo(bytes.decode(tokens).length());
    assertThat(ends[6]).isEqualTo(ends[7] - 1);
  }

  @Test
  void thePartsOfATextEndWithTheTokensThatWriteTheirLastCharacters() {
    CharacterTokenizer tokenizer = CharacterTokenizer.defaults();
    int[] tokens = tokenizer.encode("<think>a;b</think>c");
    int[] closed = Arrays.copyOf(tokens, tokens.length + 1); // the end token
    assertThat(TextEnds.tokens(tokenizer, closed, new int[] {9, 18, 19})).containsExactly(2, 4, 6);
    assertThat(TextEnds.tokens(tokenizer, closed, new int[] {19})).containsExactly(6);
  }

  @Test
  void aPartThatEndsWithinATokenEndsWithThatToken() {
    assertThat(TextEnds.tokens(new Words(), new int[] {1, 2, 3}, new int[] {5, 8}))
        .containsExactly(1, 2);
  }
}
