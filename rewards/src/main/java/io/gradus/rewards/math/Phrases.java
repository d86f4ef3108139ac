package io.gradus.rewards.math;

import io.gradus.rewards.math.expression.Answer;
import io.gradus.rewards.math.policy.AnswerSource;
import org.jspecify.annotations.Nullable;

/** Finds phrases such as "the answer is", in nine languages. */
final class Phrases {
  private static final String[] FINAL = {"final answer", "最终答案", "réponse finale", "respuesta final"
  };
  private static final String[] USUAL = {
    "answer is",
    "answer:",
    "answer：",
    "answers are",
    "answer**",
    "answer would be",
    "option is",
    "choice is",
    "réponse est",
    "réponse :",
    "réponse:",
    "respuesta es",
    "respuesta:",
    "antwort ist",
    "antwort:",
    "antwort lautet",
    "resposta é",
    "resposta:",
    "risposta è",
    "risposta:",
    "答案是",
    "答案：",
    "答案:",
    "答案为",
    "答案",
    "答えは",
    "答え:",
    "答え：",
    "正解は",
    "정답은",
    "답은",
    "정답:",
    "답:",
    "ответ:",
    "ответ -",
    "ответ —",
    "الجواب هو",
    "الإجابة هي"
  };
  private static final int MAX_SENTENCE = 400;
  private static final int SEARCHED = 20_000;

  private Phrases() {}

  /** Finds the end of the last phrase; -1 if there is none. */
  static int lastEnd(String text) {
    int skipped = Math.max(0, text.length() - SEARCHED);
    String lower = lower(text.substring(skipped));
    int end = lastEnd(lower, FINAL);
    end = end >= 0 ? end : lastEnd(lower, USUAL);
    return end < 0 ? -1 : skipped + end;
  }

  private static int lastEnd(String lower, String[] phrases) {
    int best = -1;
    for (String phrase : phrases) {
      int at = Extraction.last(lower, phrase);
      best = at < 0 ? best : Math.max(best, at + phrase.length());
    }
    return best;
  }

  /** Lowers ASCII letters and keeps the position of every character. */
  private static String lower(String text) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] >= 'A' && chars[i] <= 'Z') {
        chars[i] = (char) (chars[i] + 32);
      } else if (chars[i] == 'É') {
        chars[i] = 'é';
      } else if (chars[i] == 'О') {
        chars[i] = 'о';
      }
    }
    return new String(chars);
  }

  /** Finds the answer in the sentence after the last phrase. */
  static @Nullable Extracted find(String text, boolean decimalComma) {
    int from = lastEnd(text);
    if (from < 0) {
      return null;
    }
    while (from < text.length() && isLead(text.charAt(from))) {
      from++;
    }
    for (String verb : new String[] {"is:", "is ", "are ", "est ", "es ", "是", "为"}) {
      if (text.startsWith(verb, from)) {
        from += verb.length();
        break;
      }
    }
    while (from < text.length() && isLead(text.charAt(from))) {
      from++;
    }
    String sentence = sentence(text, from);
    String answer = sentence.isBlank() ? null : answer(sentence, decimalComma);
    return answer == null ? null : Extracted.of(answer, AnswerSource.PHRASE);
  }

  private static boolean isLead(char c) {
    return c <= ' '
        || c == ':'
        || c == '：'
        || c == '*'
        || c == '"'
        || c == '`'
        || c == '_'
        || c == '“'
        || c == '\u00a0';
  }

  private static String sentence(String text, int from) {
    int limit = Math.min(text.length(), from + MAX_SENTENCE);
    boolean display = text.startsWith("\\[", from) || text.startsWith("$$", from);
    int end = from;
    while (end < limit) {
      char c = text.charAt(end);
      boolean stop = c == '.' || c == '!' || c == '?';
      boolean last = end + 1 >= text.length() || text.charAt(end + 1) <= ' ';
      boolean factorial = c == '!' && end > from && Character.isLetterOrDigit(text.charAt(end - 1));
      if ((stop && last && !factorial) || c == '。' || (c == '\n' && !display)) {
        break;
      }
      end++;
    }
    return text.substring(from, end).trim();
  }

  /** First words of a clause that explains a value and does not change it. */
  private static final String[] EXPLANATIONS = {
    "so ",
    "so,",
    "as ",
    "because ",
    "since ",
    "which ",
    "hence",
    "thus",
    "therefore",
    "in ",
    "not ",
    "and so ",
    "i.e.",
    "that is",
    "where ",
    "making ",
    "giving ",
    "meaning ",
    "rounded",
    "after ",
    "for a total"
  };

  /**
   * Tries the whole sentence, its first clause, the text after its last "is", its last formula and its first number. If
   * the clause has a word that changes or denies the value, the whole sentence is the answer.
   */
  private static String answer(String sentence, boolean decimalComma) {
    if (Answer.read(sentence).formula()) {
      return sentence;
    }
    String clause = clause(sentence);
    if (clause.length() < sentence.length() && Answer.read(clause).formula()) {
      return clause;
    }
    int is = clause.lastIndexOf(" is ");
    String tail = is < 0 ? "" : clause.substring(is + 4).trim();
    if (!tail.isEmpty() && Answer.read(tail).formula()) {
      return tail;
    }
    if (isChanged(clause)) {
      return sentence;
    }
    Spans.Span span = Spans.lastFormula(sentence);
    if (span != null) {
      return span.content();
    }
    String number = Numerals.first(sentence, decimalComma);
    return number == null ? sentence : number;
  }

  /** Cuts off a clause that only explains: {@code 58, so she needs 58 boxes}. */
  private static String clause(String sentence) {
    for (int i = 0; i < sentence.length(); i++) {
      char c = sentence.charAt(i);
      boolean stop = c == ',' || c == ';' || c == '(' || c == '—';
      if (!stop && c != ' ') {
        continue;
      }
      int next = i;
      while (next < sentence.length() && " ,;(—".indexOf(sentence.charAt(next)) >= 0) {
        next++;
      }
      for (String word : EXPLANATIONS) {
        boolean reason = stop || word.equals("because ") || word.equals("since ");
        if (reason && sentence.startsWith(word, next)) {
          return sentence.substring(0, i);
        }
      }
    }
    return sentence;
  }

  /** Returns whether a clause has a word that changes, bounds or denies its value. */
  private static boolean isChanged(String clause) {
    for (String word : clause.split("[^\\p{L}']+")) {
      if (!word.equals("is") && !word.equals("are") && Answer.isChanging(word)) {
        return true;
      }
    }
    return false;
  }
}
