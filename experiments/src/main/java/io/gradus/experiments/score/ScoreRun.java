package io.gradus.experiments.score;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Scores the rows of a stream and writes them to another. */
public final class ScoreRun {
  private final Lines lines;
  private final Scoring scoring;
  private final int threads;
  private final boolean table;

  /**
   * A run over lines, each of which is read once.
   *
   * @param threads how many rows are scored at a time
   * @param table whether the summary keeps a confusion table
   */
  public ScoreRun(Lines lines, Scoring scoring, int threads, boolean table) {
    this.lines = lines;
    this.scoring = scoring;
    this.threads = threads;
    this.table = table;
  }

  /** Who wants to know how it goes. Called by one thread. */
  public interface Listener {
    /** So many lines are done. */
    void advanced(long lines);

    /** A line could not be scored. One line of words: where, and why. */
    void refused(String fault);
  }

  /**
   * Scores every line.
   *
   * @param rows where scored rows go, if anywhere
   * @throws IOException if they cannot be written
   */
  public Summary run(Optional<OutputStream> rows, Listener listener) throws IOException {
    long begun = System.nanoTime();
    Collector collector = new Collector(rows, listener);
    new Pipeline(lines, scoring, threads).run(collector);
    collector.pause();
    collector.summary.took((System.nanoTime() - begun) / 1e9);
    return collector.summary;
  }

  private final class Collector implements Pipeline.Sink {
    private final Optional<OutputStream> rows;
    private final Listener listener;
    private final Summary summary = new Summary(table);
    private long done;

    Collector(Optional<OutputStream> rows, Listener listener) {
      this.rows = rows;
      this.listener = listener;
    }

    @Override
    public void take(Result result) throws IOException {
      if (result instanceof Result.Scored scored) {
        summary.add(scored);
        if (rows.isPresent()) {
          rows.get().write(RowText.written(scored));
        }
      } else if (result instanceof Result.Refused refused) {
        summary.addBad();
        for (String fault : refused.faults()) {
          listener.refused("%s:%d: %s"
              .formatted(lines.name(), refused.line(), fault.replaceAll("\\p{Cntrl}|\\R", " ")));
        }
      }
      done++;
      listener.advanced(done);
    }

    @Override
    public void pause() throws IOException {
      if (rows.isPresent()) {
        rows.get().flush();
      }
    }
  }
}
