package io.gradus.experiments.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.250Z");

  @TempDir
  Path folder;

  @Test
  void scalarsAreReadBackUnchanged() throws IOException {
    try (EventFile file = EventFile.open(folder, 1, () -> NOON)) {
      file.write(1, ImmutableMap.of("reward/mean", 0.5, "kl/mean", Double.NaN));
      file.write(300, ImmutableMap.of("reward/mean", 1e-3));
    }
    List<Event> events = read(folder.resolve("events.out.tfevents.0000000000.gradus"));
    assertThat(events).hasSize(3);
    assertThat(events.get(0).version).isEqualTo("brain.Event:2");
    assertThat(events.get(1).wallTime).isEqualTo(NOON.toEpochMilli() / 1000.0);
    assertThat(events.get(1).step).isEqualTo(1);
    assertThat(events.get(1).scalars)
        .containsExactly(Map.entry("reward/mean", 0.5f), Map.entry("kl/mean", Float.NaN));
    assertThat(events.get(2).step).isEqualTo(300);
    assertThat(events.get(2).scalars).containsExactly(Map.entry("reward/mean", 1e-3f));
  }

  @Test
  void framesEqualTensorBoardsOwnByteForByte() throws IOException {
    // From tensorboard 2.x: RecordWriter with Event(wall_time=1.5, step=3, summary loss=2.0) and a
    // SessionLog START at 8.
    String scalar =
        "1a00000000000000129bd82d09000000000000f83f10032a0d0a0b0a046c6f7373150000004096100c33";
    String start = "0f000000000000006d532b0909000000000000f83f10083a0208019571c7d1";
    EventFile.open(folder, 0, () -> Instant.ofEpochMilli(1500)).close();
    try (EventFile file = EventFile.open(folder, 8, () -> Instant.ofEpochMilli(1500))) {
      file.write(3, Map.of("loss", 2.0));
    }
    byte[] bytes = Files.readAllBytes(folder.resolve("events.out.tfevents.0000000001.gradus"));
    assertThat(HexFormat.of().formatHex(bytes)).endsWith(start + scalar);
  }

  @Test
  void aResumedRunHidesTheStepsThatItWritesAgain() throws IOException {
    try (EventFile file = EventFile.open(folder, 1, () -> NOON)) {
      file.write(7, Map.of("loss", 1.0));
      file.write(8, Map.of("loss", 2.0));
    }
    try (EventFile file = EventFile.open(folder, 8, () -> NOON)) {
      file.write(8, Map.of("loss", 3.0));
    }
    List<Event> resumed = read(folder.resolve("events.out.tfevents.0000000001.gradus"));
    assertThat(resumed.get(1).sessionStart).isTrue();
    assertThat(resumed.get(1).step).isEqualTo(8);
    assertThat(resumed.get(2).scalars).containsExactly(Map.entry("loss", 3f));
    assertThat(read(folder.resolve("events.out.tfevents.0000000000.gradus"))).hasSize(3);
  }

  @Test
  void everyStepReachesTheFileAtOnce() throws IOException {
    try (EventFile file = EventFile.open(folder, 1, () -> NOON)) {
      file.write(1, Map.of("loss", 1.0));
      assertThat(read(folder.resolve("events.out.tfevents.0000000000.gradus"))).hasSize(2);
    }
  }

  private static final class Event {
    double wallTime;
    long step;
    String version = "";
    boolean sessionStart;
    final Map<String, Float> scalars = new LinkedHashMap<>();
  }

  private static List<Event> read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      assertThat(in.getInt()).isEqualTo(masked(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(data);
      assertThat(in.getInt()).isEqualTo(masked(data));
      events.add(event(CodedInputStream.newInstance(data)));
    }
    return events;
  }

  private static int masked(byte[] data) {
    return Integer.rotateRight(Hashing.crc32c().hashBytes(data).asInt(), 15) + 0xa282ead8;
  }

  private static Event event(CodedInputStream in) throws IOException {
    Event event = new Event();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> event.wallTime = in.readDouble();
        case 2 -> event.step = in.readInt64();
        case 3 -> event.version = in.readString();
        case 5 -> summary(CodedInputStream.newInstance(in.readByteArray()), event);
        case 7 -> event.sessionStart = Arrays.equals(in.readByteArray(), new byte[] {8, 1});
        default -> in.skipField(tag);
      }
    }
    return event;
  }

  private static void summary(CodedInputStream in, Event event) throws IOException {
    while (in.readTag() != 0) {
      CodedInputStream value = CodedInputStream.newInstance(in.readByteArray());
      value.readTag();
      String name = value.readString();
      value.readTag();
      event.scalars.put(name, value.readFloat());
    }
  }
}
