package io.gradus.experiments.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Experience;
import io.gradus.core.ScoredGroup;
import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.files.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The fate of every problem that was drawn. {@code ledger.jsonl} has one line for each group of the steps that ended.
 * {@code pending.jsonl} has the lines of the step that began last. A resumed run removes the lines after its checkpoint
 * and repeats their steps, so each group has one line in the end.
 */
public final class Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path fates;
  private final Path pending;
  private List<LedgerLine> begun = List.of();

  public Ledger(Path folder) {
    fates = folder.resolve("ledger.jsonl");
    pending = folder.resolve("pending.jsonl");
  }

  /** Records the groups of a step before any weight changes. */
  public void drawn(
      String stage, Position at, List<ScoredGroup> sampled, List<Experience> experiences) {
    List<LedgerLine> lines = new ArrayList<>();
    Set<ScoredGroup> known = Collections.newSetFromMap(new IdentityHashMap<>());
    for (ScoredGroup group : sampled) {
      lines.add(LedgerLine.of(stage, at, lines.size(), group, experiences));
      known.add(group);
    }
    for (Experience experience : experiences) {
      if (known.add(experience.scored())) {
        lines.add(LedgerLine.of(stage, at, lines.size(), experience.scored(), experiences));
      }
    }
    begin(lines);
  }

  /** Records the groups of a step that are sampled for a data set. */
  public void sampled(String stage, Position at, List<ScoredGroup> groups) {
    List<LedgerLine> lines = new ArrayList<>();
    for (ScoredGroup group : groups) {
      lines.add(LedgerLine.of(stage, at, lines.size(), group, List.of()).sampled());
    }
    begin(lines);
  }

  private void begin(List<LedgerLine> lines) {
    begun = lines;
    AtomicFile.write(pending, text(lines.stream().map(LedgerLine::pending).toList()));
  }

  /** Records the fates of the groups of the step that began last. */
  public void finished() {
    if (!begun.isEmpty()) {
      Disk.append(fates, text(begun));
      begun = List.of();
      removePending();
    }
  }

  /** Removes the lines of steps that a resumed run repeats. */
  public void keepUpTo(Position position) {
    new Journal(fates).keepUpTo(position);
    removePending();
  }

  private void removePending() {
    try {
      Files.deleteIfExists(pending);
    } catch (IOException e) {
      throw new UserError("%s: cannot be deleted: %s".formatted(pending, e), e);
    }
  }

  /** Returns all lines: first those of ended steps, then the pending ones. */
  public List<LedgerLine> read() {
    List<LedgerLine> lines = new ArrayList<>();
    for (Path file : List.of(fates, pending)) {
      for (JsonNode line : new Journal(file).read()) {
        try {
          lines.add(JSON.treeToValue(line, LedgerLine.class));
        } catch (JsonProcessingException e) {
          throw new UserError(
              "%s: has a line that is no ledger line: %s. Remove the line, or restore the file"
                  .formatted(file, e.getOriginalMessage()),
              e);
        }
      }
    }
    return lines;
  }

  private static byte[] text(List<LedgerLine> lines) {
    StringBuilder text = new StringBuilder();
    try {
      for (LedgerLine line : lines) {
        text.append(JSON.writeValueAsString(line)).append('\n');
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("lines: JSON cannot hold them", e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
