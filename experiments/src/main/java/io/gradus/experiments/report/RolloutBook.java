package io.gradus.experiments.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * All recorded completions of a run for the page. An index has the numbers of every completion. The texts of each step
 * are a chunk, which the page decompresses when it needs them.
 *
 * @param index compressed JSON
 * @param chunks compressed JSON of steps; empty text for a step that did not fit
 * @param rollouts number of completions
 * @param readable number of completions whose texts are in the page
 */
record RolloutBook(String index, List<String> chunks, long rollouts, long readable) {
  /** Figures of a completion that the page sorts and filters by. */
  private record Row(
      int problem,
      int group,
      int place,
      double reward,
      double advantage,
      int verdict,
      int finish,
      int length,
      boolean used,
      int origin) {}

  /**
   * Reads the completions of a run.
   *
   * @param most largest size of all texts in characters. If they do not fit, steps at even distances have texts: the
   *     first and the last one, the one in the middle, and so on
   */
  static RolloutBook read(Path rollouts, long most, Consumer<String> trouble) {
    return new Reader().read(RolloutFile.of(rollouts), most, trouble);
  }

  /** Indices 0 to n - 1: the ends first, then middles of the largest gaps. */
  static List<Integer> spread(int n) {
    List<Integer> order = new ArrayList<>();
    if (n > 0) {
      order.add(n - 1);
    }
    if (n > 1) {
      order.add(0);
    }
    ArrayDeque<int[]> gaps = new ArrayDeque<>();
    gaps.add(new int[] {0, n - 1});
    while (!gaps.isEmpty()) {
      int[] gap = gaps.remove();
      if (gap[1] - gap[0] > 1) {
        int middle = (gap[0] + gap[1]) / 2;
        order.add(middle);
        gaps.add(new int[] {gap[0], middle});
        gaps.add(new int[] {middle, gap[1]});
      }
    }
    return order;
  }

  private static final class Names {
    private final Map<String, Integer> places = new LinkedHashMap<>();

    int of(String name) {
      return places.computeIfAbsent(name, k -> places.size());
    }

    void write(JsonGenerator out, String field) throws IOException {
      out.writeArrayFieldStart(field);
      for (String name : places.keySet()) {
        out.writeString(name);
      }
      out.writeEndArray();
    }
  }

  private static final class Reader {
    private final RolloutTexts texts = new RolloutTexts();
    private final Names problems = new Names();
    private final Names verdicts = new Names();
    private final Names finishes = new Names();
    private final Names origins = new Names();

    RolloutBook read(List<RolloutFile> files, long most, Consumer<String> trouble) {
      List<List<Row>> rows =
          new ArrayList<>(files.stream().map(f -> List.<Row>of()).toList());
      String[] chunks = new String[files.size()];
      Arrays.fill(chunks, "");
      long size = 0;
      long readable = 0;
      for (int i : spread(files.size())) {
        List<Rollout> rollouts = new ArrayList<>();
        files.get(i).read(rollouts::add, trouble);
        rows.set(i, rollouts.stream().map(this::row).toList());
        if (size < most) {
          String chunk = texts.chunk(rollouts, files.get(i).updates(trouble));
          if (size + chunk.length() <= most) {
            chunks[i] = chunk;
            readable += rollouts.size();
          }
          size += chunk.length();
        }
      }
      List<Row> all = rows.stream().flatMap(List::stream).toList();
      String index = Compressed.json(out -> write(out, files, rows, all));
      return new RolloutBook(index, List.of(chunks), all.size(), readable);
    }

    private Row row(Rollout r) {
      return new Row(
          problems.of(r.problemId()),
          r.group(),
          r.place(),
          r.reward(),
          r.advantage(),
          verdicts.of(r.verdict()),
          finishes.of(r.finish()),
          r.tokens().length() > 0 ? r.tokens().length() : r.completion().length(),
          r.used(),
          origins.of(r.origin()));
    }

    private void write(
        JsonGenerator out, List<RolloutFile> files, List<List<Row>> rows, List<Row> all)
        throws IOException {
      out.writeStartObject();
      out.writeArrayFieldStart("steps");
      for (int i = 0; i < files.size(); i++) {
        out.writeStartArray();
        out.writeString(files.get(i).stage());
        out.writeNumber(files.get(i).step());
        out.writeNumber(rows.get(i).size());
        out.writeEndArray();
      }
      out.writeEndArray();
      problems.write(out, "problems");
      verdicts.write(out, "verdicts");
      finishes.write(out, "finishes");
      origins.write(out, "origins");
      texts.writePieces(out);
      column(out, "problem", all, Row::problem);
      column(out, "group", all, Row::group);
      column(out, "place", all, Row::place);
      column(out, "verdict", all, Row::verdict);
      column(out, "finish", all, Row::finish);
      column(out, "length", all, Row::length);
      column(out, "used", all, r -> r.used() ? 1 : 0);
      column(out, "origin", all, Row::origin);
      out.writeArrayFieldStart("reward");
      for (Row row : all) {
        Compressed.number(out, row.reward(), 6);
      }
      out.writeEndArray();
      out.writeArrayFieldStart("advantage");
      for (Row row : all) {
        Compressed.number(out, row.advantage(), 4);
      }
      out.writeEndArray();
      out.writeEndObject();
    }

    private static void column(
        JsonGenerator out, String name, List<Row> rows, ToIntFunction<Row> value)
        throws IOException {
      out.writeArrayFieldStart(name);
      for (Row row : rows) {
        out.writeNumber(value.applyAsInt(row));
      }
      out.writeEndArray();
    }
  }
}
