package io.gradus.datasets.parquet;

import java.io.IOException;

/** A Parquet file that is intact but cannot be read here. The message says why, and what to do. */
public final class UnsupportedParquet extends IOException {
  private static final long serialVersionUID = 1L;

  UnsupportedParquet(String message) {
    super(message);
  }

  /** Returns the fault of a file that another program can write in a readable form. */
  static UnsupportedParquet rewrite(String fault) {
    return new UnsupportedParquet(
        fault
            + ". Convert it to JSON lines, for instance with Python: pandas.read_parquet('in.parquet').to_json('out.jsonl', orient='records', lines=True)");
  }
}
