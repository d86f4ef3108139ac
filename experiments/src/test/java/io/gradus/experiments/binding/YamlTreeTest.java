package io.gradus.experiments.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class YamlTreeTest {
  private static void assertRefused(String yaml, String message) {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> YamlTree.parse("toy.yaml", yaml))
        .withMessage(message);
  }

  private static void assertUnreadable(Path file, String message) {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> YamlTree.read(file))
        .withMessage(message);
  }

  private static List<String> faults(String yaml) {
    return YamlTree.parse("toy.yaml", yaml).faults().stream()
        .map(Fault::toString)
        .toList();
  }

  static List<List<String>> brokenYaml() {
    return List.of(
        List.of("", "toy.yaml:1:1: the file is empty. A recipe is a mapping of keys to values."),
        List.of(
            "# only this\n",
            "toy.yaml:1:1: the file is empty. A recipe is a mapping of keys to values."),
        List.of(
            "- a\n",
            "toy.yaml:1:1: expected keys and values (such as 'seed: 17'), but the file is a list."),
        List.of(
            "\nhello\n",
            "toy.yaml:2:1: expected keys and values (such as 'seed: 17'), but the file is 'hello'."),
        List.of(
            "seed: 1\nplan:\n\tsteps: 1\n",
            "toy.yaml:3:1: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"),
        List.of(
            "a: @x",
            "toy.yaml:1:4: found character '@' that cannot start any token."
                + " Put a text that begins with a special character into quotes."),
        List.of(
            "a: b: c",
            "toy.yaml:1:5: mapping values are not allowed here. Keys of one mapping begin in the same column,"
                + " a key's colon needs a space, and a text with ': ' needs quotes."),
        List.of(
            "plan: {steps: 1",
            "toy.yaml:1:16: expected ',' or '}', but got <stream end>. Add the missing comma, or close '{'."),
        List.of(
            "k: [1\nseed: 3\n",
            "toy.yaml:2:5: expected ',' or ']', but got :. Add the missing comma, or close '['."),
        List.of("a: 'x\n", "toy.yaml:2:1: found unexpected end of stream. Close the open quote."),
        List.of(
            "a: 1\nb\n",
            "toy.yaml:3:1: could not find expected ':'. A key needs a colon and a space: 'key: value'."),
        List.of("? [a]\n: b\n", "toy.yaml:1:4: a key must be a plain text."),
        List.of(
            "a: 😀\nb: \u0007\n",
            "toy.yaml:2:4: the control character U+0007 is not allowed. Remove it."),
        List.of("a: " + "[".repeat(100_000), "toy.yaml:1:68: nested deeper than 64 levels."));
  }

  @ParameterizedTest
  @MethodSource("brokenYaml")
  void brokenYamlHasAPlaceAndARemedy(List<String> textAndMessage) {
    assertRefused(textAndMessage.get(0), textAndMessage.get(1));
  }

  @Test
  void duplicateKeysNameBothPlaces() {
    assertThat(faults("plan:\n  steps: 1\n  k: 2\n  steps: 3\nlist: [{a: 1, a: 2}]\n"))
        .containsExactly(
            "toy.yaml:4:3: plan.steps: given twice; first at line 2, column 3. Remove one.",
            "toy.yaml:5:15: list[0].a: given twice; first at line 5, column 9. Remove one.");
  }

  @Test
  void duplicatesAreReportedTogetherWithTheSyntaxError() {
    assertRefused(
        "a: 1\na: 2\nb: 'x\n",
        "toy.yaml:2:1: a: given twice; first at line 1, column 1. Remove one.\n"
            + "toy.yaml:4:1: found unexpected end of stream. Close the open quote.");
  }

  @Test
  void anchorsAliasesAndTagsAreRefusedWithTheirNames() {
    assertThat(faults("a: &base {x: 1}\nb: *base\nc: !!int 3\nd: !own {}\n"))
        .containsExactly(
            "toy.yaml:1:4: a: anchors (&base) are not supported. Write the value out where it is needed.",
            "toy.yaml:2:4: b: aliases (*base) are not supported. Write the value out.",
            "toy.yaml:3:4: c: tags (!!int) are not supported. Remove the tag, because the key decides the type.",
            "toy.yaml:4:4: d: tags (!own) are not supported. Remove the tag, because the key decides the type.");
  }

  @Test
  void aBillionLaughsDocumentIsNotExpanded() {
    String laughs = "a0: &a0 [lol]\n"
        + IntStream.range(1, 40)
            .mapToObj(i -> "a%d: &a%d [%s]\n"
                .formatted(
                    i,
                    i,
                    String.join(
                        ", ", Arrays.asList(("*a" + (i - 1) + " ").repeat(10).split(" ")))))
            .collect(Collectors.joining());
    assertThat(faults(laughs)).hasSize(40 + 39 * 10);
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThat(faults("---\na: 1\n---\nb: 2\n"))
        .containsExactly(
            "toy.yaml:4:1: a second document begins here ('---'). Put each recipe into its own file.");
    assertThat(faults("---\na: 1\n...\n")).isEmpty();
  }

  @Test
  void placesMatchTheFile() {
    Node.Mapping root = YamlTree.parse("toy.yaml", "\uFEFF# é\n😀: {b: [x,\n  'y']}\n".substring(1))
        .root();
    Node.Entry outer = root.entries().values().iterator().next();
    Node.Mapping inner = (Node.Mapping) outer.value();
    Node.Sequence list =
        (Node.Sequence) inner.entries().values().iterator().next().value();
    List<String> places =
        new ArrayList<>(List.of(outer.key().toString(), inner.place().toString()));
    list.items().forEach(item -> places.add(item.place().toString()));
    assertThat(places)
        .containsExactly("toy.yaml:2:1", "toy.yaml:2:4", "toy.yaml:2:9", "toy.yaml:3:3");
  }

  @Test
  void aFileIsRead(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(folder.resolve("toy.yaml"), "\uFEFFname: é\r\nplan: {steps: 1}\r\n");
    assertThat(new RecordBinder(Toy.components())
            .bind(Toy.class, YamlTree.read(file))
            .name())
        .isEqualTo("é");
  }

  @Test
  void aMissingFileGetsTheNearestName(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("countdown.yaml"), "name: a");
    Files.writeString(folder.resolve("quickstart.yaml"), "name: a");
    Path wrong = folder.resolve("countdwon.yaml");
    assertUnreadable(
        wrong, wrong + ": no such file. Did you mean '" + folder.resolve("countdown.yaml") + "'?");
    Path bare = folder.resolve("quickstart");
    assertUnreadable(
        bare, bare + ": no such file. Did you mean '" + folder.resolve("quickstart.yaml") + "'?");
    Path strange = folder.resolve("x.yaml");
    assertUnreadable(
        strange, strange + ": no such file. There are: countdown.yaml, quickstart.yaml.");
    Path nowhere = folder.resolve("recipe/countdown.yaml");
    assertUnreadable(
        nowhere,
        nowhere + ": no such file: the folder '" + folder.resolve("recipe") + "' does not exist.");
  }

  @Test
  void aMissingFileIsSearchedInTheFolderOfRecipes(@TempDir Path folder) throws IOException {
    Path recipes = Files.createDirectory(folder.resolve("recipes"));
    Files.writeString(recipes.resolve("countdown.yaml"), "name: a");
    Path wrong = folder.resolve("countdown.yaml");
    assertUnreadable(
        wrong, wrong + ": no such file. Did you mean '" + recipes.resolve("countdown.yaml") + "'?");
  }

  @Test
  void aFolderIsRefusedAsARecipe(@TempDir Path folder) throws IOException {
    assertUnreadable(folder, folder + ": is a folder, not a recipe. There is no .yaml file there.");
    Files.writeString(folder.resolve("a.yaml"), "name: a");
    assertUnreadable(folder, folder + ": is a folder, not a recipe. There are: a.yaml.");
  }

  @Test
  void aModelGivenAsARecipeIsNotReadCompletely(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("model.bin"), new byte[RecipeText.MAX_BYTES + 1]);
    assertUnreadable(file, file + ": is larger than 1 MiB, so it is not a recipe.");
  }

  @Test
  void otherEncodingsAreRefusedWithTheirPlace(@TempDir Path folder) throws IOException {
    Path latin = Files.write(
        folder.resolve("latin.yaml"), "a: 1\nb: 😀caf".getBytes(StandardCharsets.UTF_8));
    Files.write(latin, new byte[] {(byte) 0xe9, '\n'}, java.nio.file.StandardOpenOption.APPEND);
    assertUnreadable(
        latin,
        latin + ":2:8: not UTF-8: byte 0xe9 is not allowed here. Save the file as UTF-8 text.");
    Path wide =
        Files.write(folder.resolve("wide.yaml"), "\uFEFFa: 1".getBytes(StandardCharsets.UTF_16LE));
    assertUnreadable(
        wide,
        wide + ":1:1: not UTF-8: byte 0xff is not allowed here. Save the file as UTF-8 text.");
    Path cut = Files.write(folder.resolve("cut.yaml"), new byte[] {'a', ':', ' ', (byte) 0xc3});
    assertUnreadable(
        cut, cut + ":1:4: not UTF-8: byte 0xc3 is not allowed here. Save the file as UTF-8 text.");
  }
}
