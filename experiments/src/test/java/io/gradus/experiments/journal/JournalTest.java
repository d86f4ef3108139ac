package io.gradus.experiments.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir
  Path folder;

  private Path file() {
    return folder.resolve("metrics.jsonl");
  }

  private static Map<String, Object> line(int stage, long step) {
    return Map.of("stage_index", stage, "step", step, "sample", "caf\u00e9 \ud83d\ude00");
  }

  private static List<Position> positions(Journal journal) {
    return journal.read().stream().map(JournalTest::position).toList();
  }

  private static Position position(JsonNode line) {
    return new Position(line.path("stage_index").asInt(), line.path("step").asLong());
  }

  @Test
  void linesAfterTheResumedPositionAreRemoved() {
    Journal journal = new Journal(file());
    for (Position at :
        List.of(new Position(1, 0), new Position(1, 9), new Position(2, 1), new Position(2, 2))) {
      journal.append(line(at.stage(), at.step()));
    }
    journal.keepUpTo(new Position(2, 1));
    assertThat(positions(journal))
        .containsExactly(new Position(1, 0), new Position(1, 9), new Position(2, 1));
    journal.keepUpTo(new Position(1, 9));
    assertThat(positions(journal)).containsExactly(new Position(1, 0), new Position(1, 9));
    journal.keepUpTo(new Position(0, 0));
    assertThat(journal.read()).isEmpty();
  }

  @Test
  void anIncompleteLastLineIsDropped() throws IOException {
    Journal journal = new Journal(file());
    journal.append(line(1, 1));
    byte[] whole = Files.readAllBytes(file());
    journal.append(line(1, 2));
    byte[] two = Files.readAllBytes(file());
    // The last byte is the line feed. If only this byte is missing, the line is complete.
    for (int length = whole.length; length < two.length - 1; length++) {
      Files.write(file(), Arrays.copyOf(two, length));
      journal.keepUpTo(new Position(1, 2));
      assertThat(Files.readAllBytes(file())).as("torn at byte %d", length).isEqualTo(whole);
    }
    Files.write(file(), Arrays.copyOf(two, two.length - 1));
    journal.keepUpTo(new Position(1, 2));
    assertThat(Files.readAllBytes(file())).isEqualTo(two);
  }

  @Test
  void aMissingFileHasNoLines() {
    Journal journal = new Journal(file());
    journal.keepUpTo(new Position(3, 3));
    assertThat(journal.read()).isEmpty();
  }

  @Test
  void aDamagedLineInTheMiddleIsNamed() throws IOException {
    Files.writeString(file(), "{\"step\": 1}\n{\"step\n{\"step\": 3}\n", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> new Journal(file()).read())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("metrics.jsonl:2: damaged line");
  }

  @Test
  void aFullDiskIsReportedWithItsFreeSpace() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "skipped: this system has no /dev/full");
    assertThatThrownBy(() -> new Journal(full).append(line(1, 1)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be written (No space left on device): it needs ")
        .hasMessageContaining("Make room");
  }
}
