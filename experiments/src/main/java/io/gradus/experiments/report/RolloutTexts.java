package io.gradus.experiments.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gradus.experiments.report.Rollout.Tokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Writes the texts and tokens of a step for the page. Equal tokens share an entry of a table of all steps, because a
 * token of a page then takes a few bytes.
 */
final class RolloutTexts {
  /** Most tokens that are shown of a completion; the middle of a longer one is left out. */
  static final int MOST_TOKENS = 8_000;

  /** Most characters of a prompt, of a reason, and of a completion without tokens. */
  static final int MOST_CHARACTERS = 40_000;

  private final Map<String, Integer> pieces = new LinkedHashMap<>();

  /** One step as JSON in columns, each with an entry for each completion. */
  String chunk(List<Rollout> rollouts, TokenUpdates updates) {
    return Compressed.json(out -> {
      out.writeStartObject();
      Map<String, Integer> prompts = new LinkedHashMap<>();
      column(
          out,
          "prompt",
          rollouts,
          r -> out.writeNumber(
              prompts.computeIfAbsent(r.prompt() + "\u0000" + r.answer(), k -> prompts.size())));
      out.writeArrayFieldStart("prompts");
      for (String both : prompts.keySet()) {
        int end = both.lastIndexOf('\u0000');
        out.writeStartArray();
        out.writeString(cut(both.substring(0, end)));
        out.writeString(cut(both.substring(end + 1)));
        out.writeEndArray();
      }
      out.writeEndArray();
      column(out, "why", rollouts, r -> out.writeString(cut(r.why())));
      column(out, "read", rollouts, r -> out.writeString(cut(r.extracted())));
      terms(out, rollouts);
      column(out, "text", rollouts, r -> text(out, r));
      column(out, "tokens", rollouts, r -> tokens(out, r.tokens()));
      column(out, "logProbs", rollouts, r -> milli(out, r.tokens(), r.tokens().logProbs()));
      column(out, "sampling", rollouts, r -> sampling(out, r.tokens()));
      column(out, "context", rollouts, r -> context(out, r.tokens()));
      column(out, "advantages", rollouts, r -> milli(out, r.tokens(), r.tokens().advantages()));
      List<Optional<TokenUpdates.Update>> measured =
          rollouts.stream().map(updates::of).toList();
      out.writeArrayFieldStart("entropy");
      for (int i = 0; i < rollouts.size(); i++) {
        double[] entropies = measured.get(i).map(u -> u.entropies()).orElse(new double[0]);
        milli(out, rollouts.get(i).tokens(), entropies);
      }
      out.writeEndArray();
      out.writeArrayFieldStart("clips");
      for (int i = 0; i < rollouts.size(); i++) {
        clips(out, rollouts.get(i).tokens(), measured.get(i));
      }
      out.writeEndArray();
      out.writeEndObject();
    });
  }

  /** The table of tokens: pairs of text and index in the vocabulary. */
  void writePieces(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("pieces");
    for (String key : pieces.keySet()) {
      int end = key.indexOf(' ');
      out.writeStartArray();
      out.writeString(key.substring(end + 1));
      out.writeNumber(Integer.parseInt(key.substring(0, end)));
      out.writeEndArray();
    }
    out.writeEndArray();
  }

  private interface Cell {
    void write(Rollout rollout) throws IOException;
  }

  private static void column(JsonGenerator out, String name, List<Rollout> rollouts, Cell cell)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (Rollout rollout : rollouts) {
      cell.write(rollout);
    }
    out.writeEndArray();
  }

  private static void terms(JsonGenerator out, List<Rollout> rollouts) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    rollouts.forEach(r -> names.addAll(r.terms().keySet()));
    out.writeObjectFieldStart("terms");
    for (String name : names) {
      column(
          out,
          name,
          rollouts,
          r -> Compressed.number(out, r.terms().getOrDefault(name, Double.NaN), 4));
    }
    out.writeEndObject();
  }

  /** The text, unless the page can join it from the tokens. */
  private static void text(JsonGenerator out, Rollout rollout) throws IOException {
    String[] all = rollout.tokens().pieces();
    String joined = String.join("", all);
    boolean same = all.length > 0
        && all.length <= MOST_TOKENS
        && (joined.equals(rollout.completion())
            || joined.equals(rollout.completion() + all[all.length - 1]));
    if (same) {
      out.writeNull();
    } else {
      out.writeString(cut(rollout.completion()));
    }
  }

  private void tokens(JsonGenerator out, Tokens tokens) throws IOException {
    each(
        out,
        tokens,
        t -> out.writeNumber(pieces.computeIfAbsent(
            tokens.ids()[t] + " " + tokens.pieces()[t], k -> pieces.size())));
  }

  /** Sampling log-probs, where any differs from the policy's by more than rounding. */
  private static void sampling(JsonGenerator out, Tokens tokens) throws IOException {
    boolean differs = false;
    for (int t = 0; t < tokens.sampling().length && t < tokens.logProbs().length; t++) {
      differs |= Math.abs(tokens.sampling()[t] - tokens.logProbs()[t]) > 5e-4;
    }
    milli(out, tokens, differs ? tokens.sampling() : new double[0]);
  }

  /** Places of the tokens that are not learned. */
  private static void context(JsonGenerator out, Tokens tokens) throws IOException {
    boolean[] learned = new boolean[tokens.length()];
    for (int place : tokens.learned()) {
      if (place >= 0 && place < learned.length) {
        learned[place] = true;
      }
    }
    out.writeStartArray();
    if (tokens.learned().length > 0) {
      List<Integer> kept = kept(tokens);
      for (int i = 0; i < kept.size(); i++) {
        if (!learned[kept.get(i)]) {
          out.writeNumber(i);
        }
      }
    }
    out.writeEndArray();
  }

  private static void clips(
      JsonGenerator out, Tokens tokens, Optional<TokenUpdates.Update> measured) throws IOException {
    if (measured.isEmpty()) {
      out.writeNull();
      return;
    }
    int[] clips = measured.get().clips();
    out.writeStartObject();
    List<Integer> kept = kept(tokens);
    for (int i = 0; i < kept.size(); i++) {
      if (clips[kept.get(i)] != 0) {
        out.writeNumberField(Integer.toString(i), clips[kept.get(i)]);
      }
    }
    out.writeEndObject();
  }

  /** Thousandths of numbers of the tokens, because these compress well; null if there are none. */
  private static void milli(JsonGenerator out, Tokens tokens, double[] values) throws IOException {
    if (values.length != tokens.length() || values.length == 0) {
      out.writeNull();
    } else {
      each(out, tokens, t -> Compressed.number(out, 1000 * values[t], 0));
    }
  }

  private interface TokenCell {
    void write(int token) throws IOException;
  }

  private static void each(JsonGenerator out, Tokens tokens, TokenCell cell) throws IOException {
    out.writeStartArray();
    for (int t : kept(tokens)) {
      cell.write(t);
    }
    out.writeEndArray();
  }

  /** Places of the tokens that are shown. */
  private static List<Integer> kept(Tokens tokens) {
    List<Integer> kept = new ArrayList<>();
    int n = tokens.length();
    for (int t = 0; t < n; t++) {
      if (n <= MOST_TOKENS || t < MOST_TOKENS / 2 || t >= n - MOST_TOKENS / 2) {
        kept.add(t);
      }
    }
    return kept;
  }

  private static String cut(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    int first = whole(text, MOST_CHARACTERS / 2);
    int last = whole(text, text.length() - MOST_CHARACTERS / 2);
    return "%s … (%,d characters left out) … %s"
        .formatted(text.substring(0, first), last - first, text.substring(last));
  }

  /** Returns the place, or the next place if this one is in the middle of a surrogate pair. */
  private static int whole(String text, int at) {
    return Character.isLowSurrogate(text.charAt(at)) ? at + 1 : at;
  }
}
