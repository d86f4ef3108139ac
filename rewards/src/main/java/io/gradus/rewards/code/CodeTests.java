package io.gradus.rewards.code;

import io.gradus.core.Completion;
import io.gradus.core.FinalAnswerReward;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.rewards.code.sandbox.Limits;
import io.gradus.rewards.code.sandbox.Sandbox;
import io.gradus.rewards.code.sandbox.Tier;
import java.util.Optional;
import java.util.function.Function;

/**
 * 1 for code that passes all its tests, otherwise 0, as in DeepSeek-R1 (arXiv:2501.12948, 2.2.2). The code is the
 * completion's last fenced block. The tests come with the problem: see {@link CodeTask#of}. The code runs in a sandbox;
 * a failure of the sandbox is a verifier error.
 *
 * @param sandbox strength of the isolation; refused if this machine does not support it
 */
@About("1 for code that passes its tests, run in a sandbox (arXiv:2501.12948, 2.2.2)")
public record CodeTests(
    @Default("fork-server") @About("isolation: fork-server or hardened, see docs/sandbox.md")
    Tier sandbox,

    @Default("10") @About("limit of processor time per run, s")
    int cpuSeconds,

    @Default("512") @About("memory limit per run, MiB") int memoryMb,

    @Default("128") @About("largest number of processes and threads per run")
    int processes,

    @Default("false") @About("reward the share of passed tests, instead of all or nothing")
    boolean partialCredit,

    @Default("false")
    @About("whether the prompt ends with <think>, so that code needs a </think> before it")
    boolean prefilledThink)
    implements FinalAnswerReward {

  /**
   * Checks the limits, and that this machine supports the sandbox.
   *
   * @throws io.gradus.core.UserError with the remedy, if this machine does not support the sandbox
   */
  public CodeTests {
    Limits unused = new Limits(cpuSeconds, memoryMb, Limits.DEFAULT.outputMb(), processes);
    Sandbox.shared(sandbox);
  }

  /** Creates the reward with the defaults. */
  public CodeTests() {
    this(
        Tier.FORK_SERVER,
        Limits.DEFAULT.cpuSeconds(),
        Limits.DEFAULT.memoryMb(),
        Limits.DEFAULT.processes(),
        false,
        false);
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    return score(problem, task -> {
      Optional<String> code = prefilledThink && !completion.text().contains("</think>")
          ? Optional.empty()
          : CodeBlock.last(completion.text(), task.language());
      return code.map(source -> run(problem, task, source))
          .orElseGet(() -> completion.truncated()
              ? Score.of(
                  0, Verdict.TRUNCATED, "", "the token budget ran out before a whole code block")
              : Score.of(0, Verdict.NO_CODE, "", "no fenced block of " + task.language()));
    });
  }

  /** Scores an answer that is the code itself, without a fence. */
  @Override
  public Score scoreAnswer(Problem problem, String answer) {
    return score(problem, task -> run(problem, task, answer));
  }

  private static Score score(Problem problem, Function<CodeTask, Score> judgement) {
    CodeTask task;
    try {
      task = CodeTask.of(problem.attributes());
    } catch (IllegalArgumentException e) {
      return Score.verifierError("problem %s: %s".formatted(problem.id(), e.getMessage()));
    }
    return judgement.apply(task);
  }

  private Score run(Problem problem, CodeTask task, String code) {
    Limits limits = new Limits(cpuSeconds, memoryMb, Limits.DEFAULT.outputMb(), processes);
    CodeResult result =
        new CodeVerifier(Sandbox.shared(sandbox), limits, partialCredit).verify(task, code);
    if (result.verdict() == Verdict.VERIFIER_ERROR) {
      return Score.verifierError("problem %s: %s".formatted(problem.id(), result.why()));
    }
    double share = result.total() == 0 ? 0 : (double) result.passed() / result.total();
    double value = partialCredit ? share : result.verdict() == Verdict.CORRECT ? 1 : 0;
    return Score.of(value, result.verdict(), code, result.why());
  }
}
