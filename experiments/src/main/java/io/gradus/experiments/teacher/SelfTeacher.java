package io.gradus.experiments.teacher;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Self-distillation: the teacher is the policy itself with more text, such as the answer or a worked solution (context
 * distillation, arXiv:2209.15189).
 *
 * @param frozen whether the teacher keeps the weights that the policy had when the stage began; otherwise the teacher
 *     always has the policy's current weights
 * @param question text that the teacher reads instead of the question
 */
@About(
    "the policy itself with more text, such as the solution (context distillation, arXiv:2209.15189)")
public record SelfTeacher(
    @Default("true")
    @About(
        "whether the teacher keeps the policy's weights from the beginning of the stage; false: it always has the "
            + "current weights")
    boolean frozen,

    @About(
        "text that the teacher reads as the question; {question}, {answer} and {reasoning} come from the problem")
    String question)
    implements Teacher {

  public SelfTeacher {
    Hint.check(question);
    if (!frozen && question.equals(QUESTION)) {
      throw new IllegalArgumentException(
          "question: this teacher has the policy's weights and reads the same prompt, so it teaches nothing. Add text to the question, for example \"{question} (answer: {answer})\"");
    }
  }

  @Override
  public Optional<Path> files() {
    return Optional.empty();
  }

  @Override
  public Optional<String> checkpoint() {
    return Optional.empty();
  }

  @Override
  public boolean keepsFirstWeights() {
    return frozen;
  }
}
