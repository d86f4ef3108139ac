package io.gradus.experiments.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes the text of an SVG drawing before it goes into a file or a page. */
final class Svg {
  private static final Pattern LONG_NUMBER = Pattern.compile("-?\\d+\\.\\d{3,}");
  private static final Pattern ID = Pattern.compile("\\bid=\"([^\"]+)\"");
  private static final Pattern OPENING = Pattern.compile("<svg\\b[^>]*>");

  private Svg() {}

  /**
   * Makes a drawing smaller and reproducible: two decimals, and numbered identifiers, because VectorGraphics2D chooses
   * random ones.
   */
  static String tidied(String document) {
    Map<String, String> names = new LinkedHashMap<>();
    Matcher ids = ID.matcher(document);
    while (ids.find()) {
      names.putIfAbsent(ids.group(1), "c" + (names.size() + 1));
    }
    String text = document;
    for (Map.Entry<String, String> name : names.entrySet()) {
      text = renamed(text, name.getKey(), name.getValue());
    }
    return LONG_NUMBER.matcher(text).replaceAll(m -> rounded(m.group()));
  }

  /**
   * Makes a drawing an element of a page. It is as wide as its place. Screen readers skip it, because they read the
   * description.
   *
   * @param prefix prefix of its identifiers, so that drawings of one page do not share identifiers
   */
  static String embedded(String tidied, String prefix) {
    String body = OPENING
        .matcher(tidied.substring(tidied.indexOf("<svg")))
        .replaceFirst("<svg viewBox=\"0 0 %d %d\" aria-hidden=\"true\" focusable=\"false\">"
            .formatted(Chart.WIDTH, Chart.HEIGHT));
    Matcher ids = ID.matcher(body);
    String text = body;
    while (ids.find()) {
      text = renamed(text, ids.group(1), prefix + "-" + ids.group(1));
    }
    return text.replaceAll(">\\s+<", "><");
  }

  private static String renamed(String text, String from, String to) {
    return text.replace("id=\"" + from + "\"", "id=\"" + to + "\"")
        .replace("url(#" + from + ")", "url(#" + to + ")");
  }

  private static String rounded(String number) {
    double value = Math.round(Double.parseDouble(number) * 100) / 100.0;
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
