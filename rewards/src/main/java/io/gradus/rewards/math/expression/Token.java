package io.gradus.rewards.math.expression;

/**
 * Token of an answer.
 *
 * @param text a number's digits, a letter, a command's canonical name, a word, an operator
 * @param spaced whether white space precedes it
 */
record Token(Kind kind, String text, boolean spaced) {
  enum Kind {
    /** Digits, perhaps with a point, an exponent, or a repeating part in parentheses. */
    NUMBER,
    /** A single letter, or a variable with a longer name. */
    LETTER,
    /** A LaTeX command or a function by its canonical name. */
    COMMAND,
    /** A word of prose or a unit. */
    WORD,
    /** {@code and}, {@code or}. */
    JOINER,
    /** One operator or bracket. */
    SYMBOL,
    END
  }

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean isCommand(String name) {
    return kind == Kind.COMMAND && text.equals(name);
  }
}
