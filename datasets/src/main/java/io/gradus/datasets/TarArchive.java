package io.gradus.datasets;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A tar file, compressed or not. The file is read once for the names, and once more up to the entry. */
record TarArchive(DataFile file) implements Archive {

  @Override
  public List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (TarArchiveInputStream tar = stream()) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (entries.size() == MAX_ENTRIES) {
          throw Archive.tooManyEntries(file.path());
        }
        entries.add(new Entry(e.getName(), kind(e)));
      }
    }
    return entries;
  }

  @Override
  public InputStream open(String name) throws IOException {
    TarArchiveInputStream tar = stream();
    for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
      if (e.getName().equals(name) && kind(e) == Kind.FILE) {
        return tar;
      }
    }
    tar.close();
    throw new IOException("the entry '%s' disappeared while the file was read".formatted(name));
  }

  private TarArchiveInputStream stream() throws IOException {
    return new TarArchiveInputStream(new BufferedInputStream(
        file.unzipped(file.path().toString(), Files.newInputStream(file.path())), 1 << 16));
  }

  private static Kind kind(TarArchiveEntry entry) {
    if (entry.isSymbolicLink() || entry.isLink()) {
      return Kind.LINK;
    }
    return entry.isDirectory() ? Kind.DIRECTORY : entry.isFile() ? Kind.FILE : Kind.OTHER;
  }
}
