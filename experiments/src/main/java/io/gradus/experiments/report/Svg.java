package io.gradus.experiments.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SVG as text: what is done to a drawing before it is written to a file or put into a page. */
final class Svg {
  private static final Pattern LONG_NUMBER = Pattern.compile("-?\\d+\\.\\d{3,}");
  private static final Pattern ID = Pattern.compile("\\bid=\"([^\"]+)\"");
  private static final Pattern OPENING = Pattern.compile("<svg\\b[^>]*>");

  private Svg() {}

  /**
   * The same drawing, smaller and alike each time: two decimals, and identifiers by order, since those of VectorGraphics2D
   * differ from run to run.
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
   * The drawing as an element of a page: as wide as its place, hidden from those who are read the description instead.
   *
   * @param prefix goes before its identifiers, so that the drawings of one page do not take each other's
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
