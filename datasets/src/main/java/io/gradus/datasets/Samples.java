package io.gradus.datasets;

import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The samples or pairs that a stage of rejection sampling wrote. The policy reads the question of a row, to which the
 * template is applied, and imitates the completion as it was sampled, special tokens included.
 */
@About("samples.jsonl or pairs.jsonl, as a stage of rejection sampling wrote it")
public record Samples(
    @About("the file") Path path,

    @About("fields that the reward receives, under their names, such as attributes.target")
    @Default("[]")
    List<String> attributes,

    @About(
        "train or test: use only the rows of this side, by a hash of the question; all if not given")
    Optional<Split> split,

    @About("share of the rows on the test side of split") @Default("0.2")
    double testShare)
    implements FileBacked {
  private static final int MEGABYTES = 1024;
  private static final FileBacked.ReadOnce<Samples> READ =
      new FileBacked.ReadOnce<>(samples -> new TrlProblems(samples.file()).read());

  public Samples {
    Objects.requireNonNull(path, "path");
    attributes = List.copyOf(attributes);
    if (!(testShare > 0 && testShare < 1)) {
      throw new IllegalArgumentException("test-share: must be in (0, 1), but is " + testShare);
    }
  }

  private TrlFile file() {
    return new TrlFile(
        path,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "question",
        "margin",
        "\n",
        Optional.of("answer"),
        attributes,
        true,
        split,
        testShare,
        MEGABYTES);
  }

  @Override
  public List<Problem> listed() {
    return READ.of(this);
  }
}
