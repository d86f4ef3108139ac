package io.gradus.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Adds each of 500 words to a right number at ten places, for four numbers: 20,000 answers. Which of them count as
 * right is a closed list that was reviewed by hand, {@code accepted_words.tsv}; a new acceptance fails. As a program it
 * prints the list.
 */
class AddedWordsTest {
  private static final List<String> NUMBERS = List.of("7", "12", "0.5", "\\frac{3}{4}");

  private static Map<String, BinaryOperator<String>> places() {
    Map<String, BinaryOperator<String>> places = new LinkedHashMap<>();
    places.put("after", (number, word) -> number + " " + word);
    places.put("before", (number, word) -> word + " " + number);
    places.put("after in text", (number, word) -> number + " \\text{ " + word + "}");
    places.put("before in text", (number, word) -> "\\text{" + word + " } " + number);
    places.put("after a comma", (number, word) -> number + ", " + word);
    places.put("in parentheses", (number, word) -> number + " \\text{ (" + word + ")}");
    places.put("with is", (number, word) -> "the " + word + " is " + number);
    places.put("with is behind", (number, word) -> number + " \\text{ is " + word + "}");
    places.put("before a noun", (number, word) -> number + " " + word + " apples");
    places.put("with the answer", (number, word) -> "the " + word + " answer is " + number);
    return places;
  }

  private static List<String> words() throws IOException {
    return Arrays.asList(OwnCasesTest.resource("words.txt").trim().split("\\s+"));
  }

  /** Places to the words that count as right there, for at least one number. */
  private static Map<String, Set<String>> accepted() throws IOException {
    Map<String, Set<String>> accepted = new TreeMap<>();
    for (var place : places().entrySet()) {
      for (String word : words()) {
        for (String number : NUMBERS) {
          String answer = place.getValue().apply(number, word);
          if (MathVerifier.strict().compare(number, answer).correct()) {
            accepted.computeIfAbsent(place.getKey(), key -> new TreeSet<>()).add(word);
          }
        }
      }
    }
    return accepted;
  }

  @Test
  void onlyReviewedWordsMayBeAddedToARightNumber() throws IOException {
    assertThat(words()).hasSize(500).doesNotHaveDuplicates();
    assertThat(places().size() * words().size() * NUMBERS.size()).isEqualTo(20_000);
    Map<String, Set<String>> reviewed = new TreeMap<>();
    for (String[] row : OwnCasesTest.rows("accepted_words.tsv")) {
      reviewed.put(row[0], new TreeSet<>(Arrays.asList(row[1].split(" "))));
    }
    assertThat(accepted()).isEqualTo(reviewed);
  }

  /** Prints the words that are accepted today, in the form of {@code accepted_words.tsv}. */
  public static void main(String[] arguments) throws IOException {
    List<String> lines = new ArrayList<>();
    accepted().forEach((place, words) -> lines.add(place + "\t" + String.join(" ", words)));
    lines.forEach(System.out::println);
  }
}
