package io.gradus.rewards.code;

/** Results of a program's tests so far: the number of passes, and the first failure. */
final class Tally {
  private final int total;
  private int seen;
  private int passed;
  private double cpuSeconds;
  private Finding first = Finding.CORRECT;

  Tally(int total) {
    this.total = total;
  }

  void add(Finding finding, double cpu) {
    seen++;
    cpuSeconds += cpu;
    if (finding.correct()) {
      passed++;
    } else if (first.correct()) {
      first =
          new Finding(finding.verdict(), "test %d of %d: %s".formatted(seen, total, finding.why()));
    }
  }

  CodeResult result() {
    return new CodeResult(first.verdict(), passed, total, first.why(), cpuSeconds);
  }
}
