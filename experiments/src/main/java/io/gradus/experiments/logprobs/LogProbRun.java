package io.gradus.experiments.logprobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.StopSignal;
import io.gradus.core.policy.NextTokens;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.policy.TopLogits;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.rows.BadRow;
import io.gradus.experiments.rows.Lines;
import io.gradus.experiments.rows.RowListener;
import io.gradus.experiments.rows.RowText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes the log-prob of each token for each row of a stream, in the order of the rows. One row is in memory at a time.
 */
public final class LogProbRun {
  private final Lines lines;
  private final Policy policy;
  private final Supplier<Tokenizer> tokenizer;
  private final int top;
  private final StopSignal stop;

  /**
   * Creates a run that reads each line once.
   *
   * @param tokenizer tokenizer of the model, which is loaded only if a row has a text
   * @param top number of the largest logits to write at each position; 0 for none
   */
  public LogProbRun(
      Lines lines, Policy policy, Supplier<Tokenizer> tokenizer, int top, StopSignal stop) {
    this.lines = lines;
    this.policy = policy;
    this.tokenizer = tokenizer;
    this.top = top;
    this.stop = stop;
  }

  /**
   * Totals of a run.
   *
   * @param rows number of rows that were written
   * @param tokens number of tokens in these rows
   * @param bad number of lines that could not be read
   */
  public record Tally(long rows, long tokens, long bad) {}

  /**
   * Runs until the end of the lines.
   *
   * @throws IOException if a row cannot be written
   */
  public Tally run(OutputStream out, RowListener listener) throws IOException {
    long rows = 0;
    long tokens = 0;
    long bad = 0;
    for (Optional<Lines.Line> next = lines.next(); next.isPresent(); next = lines.next()) {
      stop.check();
      Lines.Line line = next.get();
      if (!line.blank()) {
        try {
          TokenRow row = TokenRow.of(
              RowText.read(line, TokenRow.EXAMPLE),
              line.number(),
              tokenizer,
              policy.vocabulary(),
              policy.architecture().context());
          out.write(RowText.written(result(row)));
          out.flush();
          rows++;
          tokens += row.ids().length;
        } catch (BadRow e) {
          bad++;
          e.faults().forEach(fault -> listener.refused(lines, line.number(), fault));
        }
      }
      listener.advanced(line.number());
    }
    return new Tally(rows, tokens, bad);
  }

  private ObjectNode result(TokenRow row) throws BadRow {
    ObjectNode result = RowText.row();
    result.set("id", row.id());
    int[] ids = row.ids();
    if (row.encoded()) {
      ArrayNode encoded = result.putArray("ids");
      Arrays.stream(ids).forEach(encoded::add);
    }
    ArrayNode logProbs = result.putArray("log_probs");
    logProbs.addNull();
    if (ids.length > 1) {
      TokenSequence sequence =
          new TokenSequence(new int[] {ids[0]}, Arrays.copyOfRange(ids, 1, ids.length));
      for (float logProb : policy.score(List.of(sequence), 1).logProbs()[0]) {
        logProbs.add(finite(logProb, logProbs.size()));
      }
    }
    if (top > 0) {
      put(
          new NextTokens(policy).topLogits(ids, Math.min(top, policy.vocabulary())),
          result.putArray("top"));
    }
    return result;
  }

  private static void put(TopLogits logits, ArrayNode top) throws BadRow {
    for (int t = 0; t < logits.tokens().length; t++) {
      ArrayNode position = top.addArray();
      for (int k = 0; k < logits.tokens()[t].length; k++) {
        position.addArray().add(logits.tokens()[t][k]).add(finite(logits.logits()[t][k], t));
      }
    }
  }

  /** Refuses infinite and NaN values, which JSON cannot represent. */
  private static float finite(float value, int position) throws BadRow {
    if (!Float.isFinite(value)) {
      throw new BadRow(
          "the model gives %s at position %d, because some of its weights are not numbers or are too large"
              .formatted(value, position));
    }
    return value;
  }
}
