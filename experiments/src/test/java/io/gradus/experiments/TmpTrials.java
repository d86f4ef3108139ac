package io.gradus.experiments;

import io.gradus.core.component.Components;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TmpTrials {
  @TempDir
  Path folder;

  @Test
  void mine() throws Exception {
    OptionTrials trials = OptionTrials.read(folder, Components.load());
    for (String key : trials.keys()) {
      if (key.matches("(PreferenceStage|SigmoidLoss|IpoLoss|HingeLoss|RobustLoss|ExoPair|NcaPair|ApoZero|ApoDown|TrlFile|Contrast)\\..*")) {
        String result;
        try {
          result = "" + trials.changes(key);
        } catch (RuntimeException e) {
          result = e.toString();
        }
        System.out.println("TRIAL " + key + " " + result);
      }
    }
  }
}
