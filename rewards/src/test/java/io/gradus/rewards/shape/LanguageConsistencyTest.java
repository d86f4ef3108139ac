package io.gradus.rewards.shape;

import static io.gradus.rewards.Samples.gold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageConsistencyTest extends RewardContract {
  /** The same train of thought in each language. */
  private static final Map<String, String> THOUGHTS = Map.ofEntries(
      Map.entry(
          "en",
          "First we add the two numbers and then we divide the sum by three. So the answer is 5, because it is the mean of them."),
      Map.entry(
          "de",
          "Zuerst addieren wir die beiden Zahlen und dann teilen wir die Summe durch drei. Also ist die Antwort 5, denn das ist der Mittelwert."),
      Map.entry(
          "fr",
          "On additionne les deux nombres et puis on divise la somme par trois. Donc la réponse est 5, car c'est la moyenne de ces nombres."),
      Map.entry(
          "es",
          "Primero sumamos los dos números y luego dividimos la suma por tres. Entonces la respuesta es 5, porque es la media de los números."),
      Map.entry(
          "it",
          "Prima sommiamo i due numeri e poi dividiamo la somma per tre. Quindi la risposta è 5, perché è la media dei due numeri che abbiamo."),
      Map.entry(
          "pt",
          "Primeiro somamos os dois números e então dividimos a soma por três. Assim a resposta é 5, porque isso é a média dos números."),
      Map.entry(
          "nl",
          "Eerst tellen we de twee getallen op en dan delen we de som door drie. Dus het antwoord is 5, want dat is het gemiddelde van de getallen."),
      Map.entry(
          "pl",
          "Najpierw dodajemy do siebie te liczby, a potem dzielimy to przez trzy. Więc odpowiedź to 5, bo tak jest dla tej sumy i nie ma tu nic więcej."),
      Map.entry(
          "tr",
          "Önce iki sayı için bir toplam buluruz ve sonra bu toplam üçe bölünür. Yani cevap 5 olarak bulunur çünkü bu ortalama ne kadar ise o kadar."),
      Map.entry(
          "vi",
          "Trước hết ta cộng các số này và sau đó chia tổng cho ba. Vậy đáp án là 5, vì đó là trung bình của chúng, không có gì khác."),
      Map.entry(
          "ru",
          "Сначала мы складываем числа, и потом делим сумму на три. Значит ответ 5, так как это не что иное, как среднее."),
      Map.entry(
          "uk",
          "Спочатку ми додаємо числа, і потім ділимо суму на три. Отже відповідь 5, бо це є середнє, так що все, як і має бути."),
      Map.entry("zh", "我们先把两个数相加，然后除以三。所以答案是五。"),
      Map.entry("ja", "まず二つの数を足して、それから三で割ります。だから答えは五です。"),
      Map.entry("ko", "먼저 두 수를 더하고 셋으로 나눕니다. 그래서 답은 오입니다."),
      Map.entry("ar", "أولا نجمع العددين ثم نقسم على ثلاثة. إذن الجواب هو خمسة."),
      Map.entry("he", "קודם נחבר את שני המספרים ואז נחלק בשלוש. לכן התשובה היא חמש."),
      Map.entry("hi", "पहले हम दो संख्याओं को जोड़ते हैं फिर तीन से भाग देते हैं।"),
      Map.entry("el", "Πρώτα προσθέτουμε τους δύο αριθμούς και μετά διαιρούμε με το τρία."),
      Map.entry("th", "ก่อนอื่นเราบวกตัวเลขสองตัวแล้วหารด้วยสาม"));

  @Override
  protected Reward reward() {
    return new LanguageConsistency("de", Optional.empty());
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  private static double value(String language, String text) {
    return new LanguageConsistency(language, Optional.empty())
        .score(gold("47"), Completion.ofText(text))
        .value();
  }

  @Test
  void everyKnownLanguageHasAThoughtHere() {
    assertThat(THOUGHTS.keySet()).isEqualTo(Language.KNOWN.keySet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "vi", "ru", "uk", "zh", "ja", "ko",
        "ar", "he", "hi", "el", "th"
      })
  void aThoughtIsMoreOfItsOwnLanguageThanOfAnyOther(String language) {
    String thought = THOUGHTS.getOrDefault(language, "");
    double own = value(language, thought);
    assertThat(own).as(language).isGreaterThan(0.8);
    for (String other : THOUGHTS.keySet()) {
      if (!other.equals(language) && !(other.equals("ja") && language.equals("zh"))) {
        assertThat(value(other, thought)).as(language + " as " + other).isLessThan(own - 0.3);
      }
    }
  }

  @Test
  void aMixtureIsScoredByItsShares() {
    assertThat(value("en", "one two three 四五六")).isCloseTo(0.5, within(1e-12));
    assertThat(value("zh", "one two three 四五六")).isCloseTo(0.5, within(1e-12));
    assertThat(value("en", THOUGHTS.get("en") + " " + THOUGHTS.get("de"))).isBetween(0.3, 0.7);
  }

  @Test
  void codeAndFormulasAndTagsAndNumbersAreNotWords() {
    assertThat(
            value(
                "zh",
                "<think>所以 $x = \\frac{a}{b}$ 是 `int main` 和 \\(y\\) \\[z\\] $$w$$ 12 ```\nprint(a)\n``` 五 \\alpha"))
        .isEqualTo(1);
    assertThat(value("en", "12 + 35 = 47")).isEqualTo(1);
    assertThat(value("en", "")).isEqualTo(1);
  }

  @Test
  void aFenceThatIsNeverClosedHidesNothing() {
    assertThat(value("en", "``` 我们先把两个数相加")).isZero();
    assertThat(value("en", "$$ 我们先把两个数相加")).isZero();
    assertThat(value("en", "\\( 我们先把两个数相加")).isZero();
  }

  @Test
  void onlyTheThinkingCounts() {
    assertThat(value("en", "<think>the sum of these is</think><answer>四十七</answer>"))
        .isEqualTo(1);
    assertThat(value("zh", "<think>the sum of these is</think><answer>四十七</answer>"))
        .isZero();
  }

  @Test
  void aThresholdMakesItAllOrNothing() {
    LanguageConsistency strict = new LanguageConsistency("en", Optional.of(0.9));
    assertThat(strict.score(problem(), Completion.ofText("one two three 四")).value())
        .isZero();
    assertThat(strict.score(problem(), Completion.ofText("one two three")).value())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\(", "\\[", "$", "$$", "`", "```", "<", "<a", "四", "a ", "\\"})
  void takesLinearTime(String piece) {
    String text = piece.repeat(200_000 / piece.length());
    assertTimeout(Duration.ofSeconds(3), () -> value("en", text));
  }

  @Test
  void refusesALanguageItDoesNotKnow() {
    assertThatThrownBy(() -> new LanguageConsistency("klingon", Optional.empty()))
        .hasMessageStartingWith("language: 'klingon' is not known; known are ar, de, el, en");
    assertThatThrownBy(() -> new LanguageConsistency("en", Optional.of(0.0)))
        .hasMessage("threshold: must be in (0, 1], but is 0.0");
  }
}
