package io.gradus.rewards.math.policy;

/** Place in a completion where an answer may be. */
public enum AnswerSource {
  /** The last complete {@code <answer>...</answer>}; a box inside it takes precedence. */
  TAG,
  /** The last complete {@code \boxed{...}} or {@code \fbox{...}}. */
  BOX,
  /** The rest of the line after the last {@code ####}, as in GSM8K's solutions. */
  HASHES,
  /** The text after the last phrase such as "the answer is" or "final answer:", in nine languages. */
  PHRASE,
  /** The last formula between dollars or in a display. */
  FORMULA,
  /** The last number. */
  NUMBER,
  /** A single capital letter: after a phrase, at the beginning, or the only capital letter of the text. */
  CHOICE,
  /** The whole text after the thinking. */
  WHOLE
}
