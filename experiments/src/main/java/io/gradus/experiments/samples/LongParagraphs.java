package io.gradus.experiments.samples;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Removes completions with a very long paragraph, because it is hard to read (arXiv:2501.12948). The paper gives no
 * length.
 */
@About("removes completions with a paragraph of too many characters")
public record LongParagraphs(
    @Default("2000") @About("largest number of characters of a paragraph")
    int characters) implements SampleFilter {

  public LongParagraphs {
    if (characters < 1) {
      throw new IllegalArgumentException("characters: must be positive, but is " + characters);
    }
  }

  @Override
  public boolean accepts(Problem problem, Completion completion) {
    String text = completion.text();
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf("\n\n", from);
      int to = end < 0 ? text.length() : end;
      if (text.codePointCount(from, to) > characters) {
        return false;
      }
      from = to + 2;
    }
    return true;
  }
}
