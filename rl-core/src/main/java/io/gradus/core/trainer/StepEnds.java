package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Judge;
import io.gradus.core.Printable;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.StepScore;
import io.gradus.core.Steps;
import io.gradus.core.UserError;
import io.gradus.core.text.TextEnds;
import io.gradus.core.text.Tokenizer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A judge that finds the last token of each step. A reward sees text, so it gives the places of steps in characters; an
 * advantage needs tokens. A step ends with the token that writes its last character (if several tokens write that character, with the
 * first of them). The last step ends with the
 * completion's last token, which is usually the end token.
 *
 * @param judge gives scores with steps
 * @param tokenizer tokenizer that decoded the completions
 */
public record StepEnds(Judge judge, Tokenizer tokenizer) implements Judge {

  /**
   * Returns the separators that a tokenizer cannot write, so that no completion could have them; each fault begins with
   * the key.
   */
  public static List<String> faults(Steps steps, Tokenizer tokenizer) {
    return steps.separators().stream()
        .filter(separator -> !writes(tokenizer, separator))
        .map(separator ->
            "separators: the policy's tokenizer cannot write '%s', so no step would end with it. Remove it, or use another separator"
                .formatted(Printable.line(separator.replace("\n", "\\n"))))
        .toList();
  }

  private static boolean writes(Tokenizer tokenizer, String text) {
    try {
      return tokenizer.decode(tokenizer.encode(text)).contains(text);
    } catch (UserError e) {
      return false;
    }
  }

  @Override
  public ScoredGroup judge(Group group) {
    ScoredGroup scored = judge.judge(group);
    return scored.withStepEnds(IntStream.range(0, group.size())
        .mapToObj(i -> tokens(group.completions().get(i), scored.scores().get(i)))
        .toList());
  }

  private int[] tokens(Completion completion, Score score) {
    int[] ends = score.steps().stream().mapToInt(StepScore::end).toArray();
    return TextEnds.tokens(tokenizer, completion.tokens(), ends);
  }
}
