package io.gradus.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexRiskTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a+)+$",
        "(a|a)*b|(aa?)+$",
        "(a*)*b",
        "(?:a|ab)+c",
        "([a-z]+)*!",
        "((a+))+$",
        "(?i:(x+x+)+y)",
        "a*a*b",
        "\\s+\\s+x",
        "[a-z]+[a-m]*\\d",
        "\\w+\\d+$",
        "(?:a*a*)b",
        "(?:a+|b)(?:a+|c)d",
        "a*(?=.*b)c",
        "(?:.*,){11}P",
        "(a{1,30}){1,30}b",
        "a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaaaaaaa",
        "a{0,100}a{0,100}a{0,100}b",
        "",
        "a*",
        "x?",
        "(?:)",
        "\\s*|",
        "(a)\\1+",
        "\\g<0>a",
        "(?(1)a|b)",
        "(a",
        "a)",
        "[a",
        "+",
        "a{5000}"
      })
  void expressionsThatTheNativeLibraryMayGiveUpOnAreRefused(String regex) {
    assertThat(RegexRisk.of(regex)).isPresent();
  }

  /** Patterns of published tokenizers. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "[\\p{Han}]+|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        "\\s?[A-Za-zµÀ-ÖØ-öø-ƺ]+",
        "\\s?\\p{L}+|\\s?\\p{P}+",
        "[一-龥ࠀ-一가-퟿]+",
        "(?=(\\d{3})+(?!\\d))",
        "\\d{1,3}(?=(?:\\d{3})*\\b)",
        " ?[^(\\s|[.,!?…。，、।۔،])]+",
        "[0-9][0-9][0-9]",
        " {2,}",
        "[\\r\\n]",
        "\\n",
        "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"
      })
  void patternsOfPublishedTokenizersAreAccepted(String regex) {
    assertThat(RegexRisk.of(regex)).isEmpty();
  }
}
