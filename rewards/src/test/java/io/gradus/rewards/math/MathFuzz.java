package io.gradus.rewards.math;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.CounterRandom;
import io.gradus.core.Score;
import io.gradus.core.SharedData;
import io.gradus.core.Verdict;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Hostile completions without end, each a pure function of its number: grown from a grammar, or real texts with
 * characters broken, and up to 200,000 characters long. Run as a program it times them: {@code MathFuzz [INPUTS]
 * [SEED]}.
 */
final class MathFuzz {
  private static final int LONGEST = 200_000;

  private static final String[] ATOMS = {
    "0",
    "1",
    "2",
    "7",
    "12",
    "1000",
    "1,000",
    "3.14",
    "0.(3)",
    "1e9",
    "1e999999999",
    "x",
    "y",
    "n",
    "e",
    "i",
    "\\pi",
    "\\infty",
    "x_1",
    "\\theta",
    "\\emptyset",
    "\\mathbb{R}",
    "AB",
    "cm",
    "\\text{cm}",
    "\\text{and}",
    "no solution",
    "½",
    "π",
    "٣",
    "²",
    "\\alpha",
    "f(x)",
    "90^\\circ",
    "50\\%",
    "\\$5",
    "A",
    "(B)",
    "2_3",
    "-5",
    "+3",
    "--1",
    "dollars",
    "5!",
    "\\ldots",
    "12:30",
    "10C3",
    "{}_8C_3",
    "\\mathbf i",
    "\\hat{\\jmath}",
    "twenty-one",
    "a half",
    "noon",
    "2,75",
    "k\\in\\mathbb Z",
    "USD",
    "otherwise",
    "三分之二"
  };
  private static final String[] SHAPES = {
    "(?)",
    "[?]",
    "{?}",
    "\\{?\\}",
    "|?|",
    "\\left(?\\right)",
    "\\frac{?}{?}",
    "\\frac??",
    "\\sqrt{?}",
    "\\sqrt[?]{?}",
    "?^{?}",
    "?^?",
    "?_{?}",
    "?!",
    "?+?",
    "?-?",
    "?*?",
    "?/?",
    "? ?",
    "??",
    "?,?",
    "(?,?)",
    "[?,?)",
    "?=?",
    "?<?",
    "?\\le ?",
    "?\\cup ?",
    "\\sin ?",
    "\\log_{?} ?",
    "\\ln(?)",
    "\\binom{?}{?}",
    "\\gcd(?,?)",
    "\\sum_{k=1}^{?} ?",
    "\\prod_{k=?}^{?} ?",
    "\\int_{?}^{?} ? dx",
    "\\lim_{x \\to ?} ?",
    "\\begin{pmatrix}?&?\\\\?&?\\end{pmatrix}",
    "\\begin{vmatrix}?&?\\\\?&?\\end{vmatrix}",
    "?\\pm ?",
    "?:?",
    "?\\pmod{?}",
    "\\lfloor ?\\rfloor",
    "\\overline{?}",
    "?^\\circ",
    "?\\%",
    "?\\text{ cm}",
    "x\\in ?",
    "? or ?",
    "\\boxed{?}",
    "$?$",
    "e^{?}",
    "?^{?^{?}}",
    "(?)^{?}",
    "\\cos^{?} ?",
    "\\max(?,?)",
    "<?,?>",
    "?\\setminus ?",
    "\\frac{?}{?}?",
    "?\\mod ?",
    "\\{x|x>?\\}",
    "\\begin{cases}?&?\\\\?&\\text{if }?\\end{cases}",
    "\\color{red}{?}",
    "\\phantom{?}?",
    "\\SI{?}{?}",
    "the answer is ?",
    "? is to ?",
    "? (base ?)",
    "? for all real ?",
    "?, where ? is an integer",
    "half of ?",
    "? squared",
    "? dozen ?",
    "C_{?}^{?}",
    "\\{?\\in\\mathbb{Z}:?\\}",
    "''?''"
  };
  private static final String[] FRAMES = {
    "\\boxed{?}",
    "So \\boxed{?}.",
    "<think>?</think>\\boxed{?}",
    "<think>a</think> The answer is ?.",
    "#### ?",
    "?",
    "<answer>?</answer>",
    "\\boxed{?} and \\boxed{?}",
    "**Final Answer**\n$$?$$",
    "answer: ?",
    "\\boxed{?",
    "$?$ then $?$",
    "<think>?"
  };
  private static final String[] NOISE = {
    "\\", "{", "}", "$", "\\boxed{", "\\frac", "<think>", "</think>", "<answer>", "</answer>",
        "####", "(", ")", "|", "^", "_", ",",
    "\u202e", "\u200b", "\ud83d", "\u0000", "answer is ", "9", "!", "%", "\\\\", "&",
        "\\begin{matrix}", "\\left", ".", "-", "=", "\n", "1 ",
    "\\text{", "\\,", "÷", "é", "答案", "١", "e9", "0."
  };

  private final List<String> real;
  private final long seed;

  MathFuzz(List<String> real, long seed) {
    this.real = real;
    this.seed = seed;
  }

  /** Real completions to break: MATH's solutions where they are, and some of our own. */
  static MathFuzz standard(long seed) throws IOException {
    List<String> real = new ArrayList<>(List.of(
        "We add them up, so the answer is \\boxed{\\frac{3}{4}}.",
        "<think>2+2</think><answer>4</answer>",
        "Thus $x \\in [-1, \\infty)$ and \\boxed{\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}}.",
        "#### 1,234",
        "The final answer is $\\sqrt{2} + \\pi$. I hope it is correct."));
    Path file = SharedData.find("math/math500.jsonl").orElse(null);
    if (file != null) {
      for (JsonNode row : JsonLines.read(file)) {
        real.add(row.get("solution").asText());
      }
    }
    return new MathFuzz(real, seed);
  }

  /** The gold answer for an input; for one in eight the formula that the completion rewrites. */
  String gold(long index) {
    if (isRewriting(index)) {
      return grown(index, 2, 60);
    }
    String[] golds = {
      "42",
      "\\frac{1}{2}",
      "x^2+1",
      "(1,2)",
      "[0,1)",
      "\\sqrt{2}",
      "1,2,3",
      "\\text{even}",
      "A",
      "3.14",
      "y=2x+1",
      "5\\text{ cm}"
    };
    return CounterRandom.below(3, seed, index, 1) == 0
        ? grown(index, 2, 12)
        : golds[below(golds.length, index, 3)];
  }

  /** A completion. */
  String completion(long index) {
    StringBuilder text = new StringBuilder();
    int length = length(index);
    if (isRewriting(index)) {
      String[] rewritings = {"", "+0", "\\cdot 1", "+x-x", "^{1}", "!/1", "+\\sin 0"};
      String formula = grown(index, 2, 60);
      return "\\boxed{" + formula + rewritings[below(rewritings.length, index, 21)] + "}";
    }
    if (below(2, index, 4) == 0) {
      String frame = FRAMES[below(FRAMES.length, index, 5)];
      for (int i = 0; i < frame.length(); i++) {
        if (frame.charAt(i) == '?') {
          text.append(grown(index, 7 + i, Math.max(8, length)));
        } else {
          text.append(frame.charAt(i));
        }
      }
    } else {
      text.append(mutated(index, length));
    }
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text.toString();
  }

  private static boolean isRewriting(long index) {
    return (index & 7) == 5;
  }

  /** Mostly as long as answers are, sometimes as long as anything may be. */
  private int length(long index) {
    double u = CounterRandom.uniform(seed, index, 100);
    if (u < 0.97) {
      return (int) (20 * Math.pow(100, u));
    }
    return u < 0.995 ? 20_000 : LONGEST;
  }

  private int below(int bound, long... place) {
    return CounterRandom.below(bound, seed, place);
  }

  /** A formula by random replacement of holes, depth first, no longer than about so many characters. */
  private String grown(long index, long salt, int length) {
    record Rest(String shape, int from) {}
    StringBuilder text = new StringBuilder();
    Deque<Rest> open = new ArrayDeque<>();
    open.push(new Rest("?", 0));
    int step = 0;
    while (!open.isEmpty()) {
      Rest rest = open.pop();
      int hole = rest.shape().indexOf('?', rest.from());
      text.append(rest.shape(), rest.from(), hole < 0 ? rest.shape().length() : hole);
      if (hole >= 0) {
        open.push(new Rest(rest.shape(), hole + 1));
        boolean grow = text.length() + 8 * open.size() < length && below(8, index, salt, step) < 5;
        String by = grow
            ? SHAPES[below(SHAPES.length, index, salt, step, 1)]
            : ATOMS[below(ATOMS.length, index, salt, step, 2)];
        open.push(new Rest(by, 0));
        step++;
      }
    }
    return text.toString();
  }

  private String mutated(long index, int length) {
    StringBuilder text = new StringBuilder(real.get(below(real.size(), index, 6)));
    int changes = 1 + below(12, index, 7);
    for (int i = 0; i < changes; i++) {
      int at = text.isEmpty() ? 0 : below(text.length(), index, 8, i);
      switch (below(6, index, 9, i)) {
        case 0 -> text.insert(at, NOISE[below(NOISE.length, index, 10, i)]);
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + below(20, index, 11, i)));
        case 2 -> text.insert(at, (char) below(0x3000, index, 12, i));
        case 3 ->
          text.insert(
              at, NOISE[below(NOISE.length, index, 13, i)].repeat(1 + below(300, index, 14, i)));
        case 4 -> {
          int end = Math.min(text.length(), at + below(200, index, 15, i));
          text.insert(below(text.length() + 1, index, 16, i), text.substring(at, end));
        }
        default -> text.append(real.get(below(real.size(), index, 17, i)));
      }
    }
    if (length > 2_000) {
      String noise = NOISE[below(NOISE.length, index, 18)];
      int times = Math.max(1, (length - text.length()) / noise.length());
      text.insert(below(3, index, 19) == 0 ? 0 : text.length(), noise.repeat(times));
      if (below(2, index, 20) == 0) {
        text.append("\\boxed{42}");
      }
    }
    return text.toString();
  }

  /** Times inputs by the clock and by the processor: on a busy machine only the latter is the input's own. */
  public static void main(String[] args) throws IOException {
    int inputs = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    MathFuzz fuzz = standard(args.length > 1 ? Long.parseLong(args[1]) : 1);
    MathVerifier lenient = MathVerifier.lenient();
    MathVerifier strict = MathVerifier.strict();
    int warmUp = 20_000;
    for (int i = 0; i < warmUp; i++) {
      lenient.verify(fuzz.gold(-i - 1), fuzz.completion(-i - 1));
    }
    int[] wall = new int[inputs];
    int[] processor = new int[inputs];
    int exceptions = 0;
    int correct = 0;
    List<String> slow = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      String gold = fuzz.gold(i);
      String completion = fuzz.completion(i);
      MathVerifier verifier = i % 2 == 0 ? lenient : strict;
      long start = System.nanoTime();
      long from = processorMicros();
      Score score = verifier.verify(gold, completion);
      processor[i] = (int) (processorMicros() - from);
      wall[i] = (int) ((System.nanoTime() - start) / 1_000);
      correct += score.correct() ? 1 : 0;
      if (score.verdict() == Verdict.VERIFIER_ERROR
          && !score.why().equals("the gold answer is empty")) {
        exceptions++;
        System.err.println(i + ": " + score.why());
      }
      if (processor[i] > 5_000) {
        slow.add("%d: %d us on the processor, again %d us"
            .formatted(i, processor[i], best(verifier, gold, completion)));
      }
    }
    System.out.printf(
        "{\"inputs\": %d, \"exceptions\": %d, \"correct\": %d, \"wall\": %s, \"processor\": %s}%n",
        inputs, exceptions, correct, percentiles(wall), percentiles(processor));
    slow.forEach(System.out::println);
  }

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** What this thread has used of the processor. */
  static long processorMicros() {
    return THREADS.getCurrentThreadCpuTime() / 1_000;
  }

  /** The shortest of three more runs. */
  static long best(MathVerifier verifier, String gold, String completion) {
    long best = Long.MAX_VALUE;
    for (int n = 0; n < 3; n++) {
      long from = processorMicros();
      verifier.verify(gold, completion);
      best = Math.min(best, processorMicros() - from);
    }
    return best;
  }

  private static String percentiles(int[] micros) {
    int[] sorted = micros.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return "{\"median_us\": %d, \"p99_us\": %d, \"p9999_us\": %d, \"max_us\": %d, \"over_50ms\": %d}"
        .formatted(
            sorted[n / 2],
            sorted[(int) (n * 0.99)],
            sorted[(int) (n * 0.9999)],
            sorted[n - 1],
            Arrays.stream(sorted).filter(t -> t > 50_000).count());
  }
}
