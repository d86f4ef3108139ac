package io.gradus.experiments.teacher;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A frozen model from files, whose tokens are the policy's.
 *
 * @param path a folder, a GGUF, or a run directory
 * @param checkpoint of a run
 * @param question what it reads in place of the question
 */
@About("a frozen model from files; its tokenizer must have the policy's tokens")
public record ModelTeacher(
    @About("a folder of Hugging Face files, a .gguf file, or a run directory")
    Path path,

    @About("which checkpoint of a run, such as grpo-200 or best; absent: the newest")
    Optional<String> checkpoint,

    @Default("\"{question}\"")
    @About("what it reads as the question; {question}, {answer} and {reasoning} are the problem's")
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
