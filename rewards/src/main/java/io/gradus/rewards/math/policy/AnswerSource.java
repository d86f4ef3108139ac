package io.gradus.rewards.math.policy;

/** Where in a completion an answer may stand. */
public enum AnswerSource {
  /** The last whole {@code <answer>...</answer>}; a box within it is what counts. */
  TAG,
  /** The last whole {@code \boxed{...}} or {@code \fbox{...}}. */
  BOX,
  /** The rest of the line after the last {@code ####}, as in GSM8K's solutions. */
  HASHES,
  /** After the last "the answer is", "final answer:" and the like, in nine languages. */
  PHRASE,
  /** The last formula between dollars or in a display. */
  FORMULA,
  /** The last number. */
  NUMBER,
  /** A single capital letter: after a phrase, at the beginning, or the only one. */
  CHOICE,
  /** All that follows the thinking. */
  WHOLE
}
