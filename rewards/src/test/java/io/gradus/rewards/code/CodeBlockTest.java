package io.gradus.rewards.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeBlockTest {

  private static Optional<String> python(String text) {
    return CodeBlock.last(text, Language.PYTHON);
  }

  @Test
  void theLastBlockOfTheLanguageIsTaken() {
    String text =
        "```python\na\n```\nor\n```py\nb\n```\nwhich prints\n```text\n1\n```\n```java\nc\n```";
    assertThat(python(text)).hasValue("b\n");
    assertThat(CodeBlock.last(text, Language.JAVA)).hasValue("c\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```python\nprint(1)\n```",
        "```\nprint(1)\n```",
        "``` Python3\nprint(1)\n```",
        "```python title=\"x.py\"\nprint(1)\n```",
        "```python3,x\nprint(1)\n```",
        "~~~python\nprint(1)\n~~~",
        "````python\nprint(1)\n````",
        "1. so:\n   ```python\n   print(1)\n   ```",
        "```python\r\nprint(1)\r\n```\r\n",
        "<think>```python\nx\n```</think>```python\nprint(1)\n```<end>",
        "text ```python\nprint(1)\n``` and `inline`",
        "```python\nprint(1)\n```\n```python\n\n```"
      })
  void everyWayToWriteAFenceIsRead(String text) {
    assertThat(python(text)).hasValue("print(1)\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "print(1)",
        "```python\nprint(1)",
        "```python\nprint(1)\n``",
        "```java\nclass A {}\n```",
        "<think>```python\nprint(1)\n```</think> so 1",
        "```python\nprint(1)\n```\n<think>but",
        "```python print(1)```",
        "```python\n\n```"
      })
  void whatIsNotAWholeBlockIsNoCode(String text) {
    assertThat(python(text)).isEmpty();
  }

  @Test
  void aLongerFenceHoldsAShorterOne() {
    assertThat(python("````python\ns = '''\n```\n'''\n````")).hasValue("s = '''\n```\n'''\n");
  }

  @Test
  void indentationWithinTheBlockIsKept() {
    assertThat(python("  ```python\n  if x:\n      y\n z\n  ```")).hasValue("if x:\n    y\nz\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"```python\n", "`", "```", "~~~\n", " ", "\n```", "<think>", "``` ```python\n"})
  void manyRepetitionsTakeLinearTime(String piece) {
    long begun = System.nanoTime();
    CodeBlock.last(piece.repeat(400_000 / piece.length()), Language.PYTHON);
    assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
  }
}
