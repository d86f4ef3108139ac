package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class GradusTest {
  /** Fails like a virtual machine whose heap is full, in this thread or in another. */
  @Command(name = "fill")
  static final class Fill implements Callable<Integer> {
    @CommandLine.Option(names = "--elsewhere")
    private boolean elsewhere;

    @Override
    public Integer call() throws ExecutionException {
      OutOfMemoryError full = new OutOfMemoryError("Java heap space");
      if (elsewhere) {
        throw new ExecutionException(full);
      }
      throw full;
    }
  }

  @Test
  void aFullHeapIsReportedWithItsSetting() {
    for (String[] arguments : new String[][] {{"fill"}, {"fill", "--elsewhere"}}) {
      StringWriter err = new StringWriter();
      CommandLine line = Gradus.line().addSubcommand(new Fill()).setErr(new PrintWriter(err, true));
      assertThat(Gradus.run(line, arguments)).isEqualTo(2);
      assertThat(err.toString())
          .startsWith("Java's heap of ")
          .contains("is full (Java heap space). Set GRADUS_HEAP=")
          .doesNotContain("at io.gradus");
    }
  }
}
