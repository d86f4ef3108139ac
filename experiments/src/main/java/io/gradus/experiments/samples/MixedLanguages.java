package io.gradus.experiments.samples;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.rewards.shape.LanguageConsistency;
import java.util.Optional;

/** Removes completions whose chain of thought mixes languages, as DeepSeek-R1's pipeline does (arXiv:2501.12948). */
@About("removes completions whose thinking is not in the language")
public record MixedLanguages(
    @Default("en") @About("ISO 639-1 code: en, de, fr, zh ...")
    String language,

    @Default("0.95") @About("least share of the words that must be in the language")
    double share)
    implements SampleFilter {

  public MixedLanguages {
    var checked = new LanguageConsistency(language, Optional.of(share));
  }

  @Override
  public boolean accepts(Problem problem, Completion completion) {
    return new LanguageConsistency(language, Optional.of(share))
            .score(problem, completion)
            .value()
        == 1;
  }
}
