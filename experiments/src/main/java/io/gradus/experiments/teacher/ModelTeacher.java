package io.gradus.experiments.teacher;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A frozen model from files. Its tokenizer must have the policy's tokens.
 *
 * @param path a folder, a GGUF, or a run directory
 * @param checkpoint checkpoint, if the path is a run
 * @param question text that the teacher reads instead of the question
 */
@About("a frozen model from files; its tokenizer must have the policy's tokens")
public record ModelTeacher(
    @About("a folder of Hugging Face files, a .gguf file, or a run directory")
    Path path,

    @About("which checkpoint of a run, such as grpo-200 or best; absent: the newest")
    Optional<String> checkpoint,

    @Default("\"{question}\"")
    @About(
        "text that the teacher reads as the question; {question}, {answer} and {reasoning} come from the problem")
    String question)
    implements Teacher {

  public ModelTeacher {
    Hint.check(question);
  }

  @Override
  public Optional<Path> files() {
    return Optional.of(path);
  }

  @Override
  public boolean keepsFirstWeights() {
    return false;
  }
}
