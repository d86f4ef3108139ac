package io.gradus.experiments.harness;

import io.gradus.core.CounterRandom;
import io.gradus.core.StopSignal;
import io.gradus.core.policy.Decoding;
import io.gradus.core.policy.Policy;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.benchmark.Drawing;
import io.gradus.experiments.benchmark.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes several answers at a time, one in each row. A row leaves the batch when its text contains a stop or its last
 * token is an end token.
 */
final class Writer {
  /** Number of tokens between two checks for finished rows. */
  private static final int BLOCK = 8;
  /** Separates these draws from others with the same seed. */
  private static final long WRITE = 0x57524954L;

  private final Policy policy;
  private final Tokenizer tokenizer;
  private final Encoder encoder;
  private final long seed;
  private final StopSignal stop;

  Writer(Policy policy, Tokenizer tokenizer, Encoder encoder, long seed, StopSignal stop) {
    this.policy = policy;
    this.tokenizer = tokenizer;
    this.encoder = encoder;
    this.seed = seed;
    this.stop = stop;
  }

  /** An answer that grows. */
  private final class Line {
    private final int[] prompt;
    private final boolean cut;
    private final long place;
    private final Drawing drawing;
    private final int[] tokens;
    private int length;
    private Model.Finish finish = Model.Finish.LENGTH;
    private boolean finished;

    Line(Model.Request request, int member) {
      drawing = request.drawing();
      prompt = encoder.prompt(request.prompt(), drawing.maxTokens());
      cut = prompt.length + drawing.maxTokens() == policy.architecture().context()
          && encoder.encode(request.prompt()).length > prompt.length;
      place = CounterRandom.bits(seed, WRITE, request.place(), member);
      tokens = new int[drawing.maxTokens()];
    }

    /** Appends the tokens of a block up to the first that ends the answer. */
    void append(long[] drawn, int from, int count) {
      int begin = length;
      for (int t = 0; t < count && !finished; t++) {
        tokens[length++] = (int) drawn[from + t];
        if (tokenizer.endTokens().contains(tokens[length - 1])) {
          end(Model.Finish.EOS);
        }
      }
      int end = finished ? length - 1 : length; // an end token is no stop, even if it has a text
      if (end > begin && stopsIn(begin, end)) {
        length = begin + 1;
        while (!stopsIn(begin, length)) {
          length++;
        }
        end(Model.Finish.STOP);
      }
    }

    private void end(Model.Finish how) {
      finished = true;
      finish = how;
    }

    /** Whether a stop text ends within these tokens. It may have begun before them. */
    private boolean stopsIn(int from, int to) {
      int longest = drawing.stop().stream().mapToInt(String::length).max().orElse(0);
      if (longest == 0) {
        return false;
      }
      // A character has up to four tokens.
      String tail =
          tokenizer.decode(Arrays.copyOfRange(tokens, Math.max(0, from - 4 * longest), to));
      return drawing.stop().stream().anyMatch(tail::contains);
    }

    Model.Written written() {
      String text = encoder.decode(Arrays.copyOf(tokens, length));
      for (String end : drawing.stop()) {
        int at = text.indexOf(end);
        text = at < 0 ? text : text.substring(0, at);
      }
      return new Model.Written(text, length, finish, cut);
    }
  }

  /** Writes the samples of requests with the same settings. */
  List<List<Model.Written>> write(List<Model.Request> requests) {
    List<List<Line>> lines = requests.stream()
        .map(request -> IntStream.range(0, request.drawing().samples())
            .mapToObj(member -> new Line(request, member))
            .toList())
        .toList();
    decode(lines.stream().flatMap(List::stream).toList(), requests.get(0).drawing());
    return lines.stream().map(each -> each.stream().map(Line::written).toList()).toList();
  }

  private void decode(List<Line> all, Drawing drawing) {
    List<Line> lines = new ArrayList<>(all);
    int most = drawing.maxTokens();
    try (Decoding decoding = new Decoding(
        policy,
        lines.stream().map(line -> line.prompt).toList(),
        most,
        drawing.temperature(),
        drawing.topK(),
        drawing.topP(),
        tokenizer.endTokens())) {
      for (int at = 0; at < most; ) {
        stop.check();
        int n = Math.min(BLOCK, most - at);
        Decoding.Drawn drawn = decoding.advance(uniforms(lines, at, n), n);
        for (int i = 0; i < lines.size(); i++) {
          lines.get(i).append(drawn.tokens(), i * drawn.drawn(), drawn.drawn());
        }
        at += drawn.drawn();
        List<Line> present = lines;
        int[] open = IntStream.range(0, lines.size())
            .filter(i -> !present.get(i).finished)
            .toArray();
        if (open.length == 0) {
          return;
        }
        if (open.length < lines.size()) {
          decoding.keep(open);
          lines = Arrays.stream(open).mapToObj(present::get).toList();
        }
      }
    }
  }

  /** Numbers in [0, 1) that decide the draws: 24 bits, which a float holds exactly. */
  private static float[] uniforms(List<Line> lines, int at, int n) {
    float[] uniforms = new float[lines.size() * n];
    for (int i = 0; i < uniforms.length; i++) {
      long bits = CounterRandom.bits(lines.get(i / n).place, at + i % n);
      uniforms[i] = (bits >>> 40) * 0x1.0p-24f;
    }
    return uniforms;
  }
}
