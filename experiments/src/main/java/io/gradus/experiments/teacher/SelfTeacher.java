package io.gradus.experiments.teacher;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Self-distillation: the teacher is the policy itself with more in view, such as the answer or a worked solution (context
 * distillation, arXiv:2209.15189).
 *
 * @param frozen whether the teacher keeps the weights that the policy had when the stage began; otherwise it moves with the policy
 * @param question what it reads in place of the question
 */
@About(
    "the policy itself with more in view, such as the solution (context distillation, arXiv:2209.15189)")
public record SelfTeacher(
    @Default("true")
    @About(
        "keeps the weights that the policy had when the stage began; false: moves with the policy")
    boolean frozen,

    @About("what it reads as the question; {question}, {answer} and {reasoning} are the problem's")
    String question)
    implements Teacher {

  public SelfTeacher {
    Hint.check(question);
    if (!frozen && question.equals(QUESTION)) {
      throw new IllegalArgumentException(
          "question: a teacher that moves with the policy and reads the same says the same. Add to it, for example \"{question} (answer: {answer})\"");
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
