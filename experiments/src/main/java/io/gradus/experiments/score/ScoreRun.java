package io.gradus.experiments.score;

import io.gradus.experiments.rows.Lines;
import io.gradus.experiments.rows.RowListener;
import io.gradus.experiments.rows.RowText;
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
   * Creates a run that reads each line once.
   *
   * @param threads number of rows that are scored at a time
   * @param table whether the summary keeps a confusion table
   */
  public ScoreRun(Lines lines, Scoring scoring, int threads, boolean table) {
    this.lines = lines;
    this.scoring = scoring;
    this.threads = threads;
    this.table = table;
  }

  /**
   * Scores every line.
   *
   * @param rows destination of the scored rows, if any
   * @throws IOException if the rows cannot be written
   */
  public Summary run(Optional<OutputStream> rows, RowListener listener) throws IOException {
    long begun = System.nanoTime();
    Collector collector = new Collector(rows, listener);
    new ParallelScoring(lines, scoring, threads).run(collector);
    collector.pause();
    collector.summary.took((System.nanoTime() - begun) / 1e9);
    return collector.summary;
  }

  private final class Collector implements ParallelScoring.Sink {
    private final Optional<OutputStream> rows;
    private final RowListener listener;
    private final Summary summary = new Summary(table);
    private long done;

    Collector(Optional<OutputStream> rows, RowListener listener) {
      this.rows = rows;
      this.listener = listener;
    }

    @Override
    public void take(Result result) throws IOException {
      if (result instanceof Result.Scored scored) {
        summary.add(scored);
        if (rows.isPresent()) {
          rows.get().write(RowText.written(scored.row()));
        }
      } else if (result instanceof Result.Refused refused) {
        summary.addBad();
        for (String fault : refused.faults()) {
          listener.refused(lines, refused.line(), fault);
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
