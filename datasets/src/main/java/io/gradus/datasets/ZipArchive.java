package io.gradus.datasets;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.io.input.ChecksumInputStream;

/** A zip file, read through its central directory. */
record ZipArchive(DataFile file) implements Archive {

  @Override
  public List<Entry> entries() throws IOException {
    try (java.util.zip.ZipFile counted = new java.util.zip.ZipFile(file.path().toFile())) {
      if (counted.size()
          > MAX_ENTRIES) { // checked first, because this class creates no object per entry
        throw Archive.tooManyEntries(file.path());
      }
    }
    List<Entry> entries = new ArrayList<>();
    try (ZipFile zip = zip()) {
      for (ZipArchiveEntry e : Collections.list(zip.getEntries())) {
        entries.add(new Entry(e.getName(), kind(e)));
      }
    }
    return entries;
  }

  @Override
  public InputStream open(String name) throws IOException {
    ZipFile zip = zip();
    try {
      ZipArchiveEntry entry = zip.getEntry(name);
      if (entry.getGeneralPurposeBit().usesEncryption()) {
        throw new BadInput(
            "%s: entry '%s' is encrypted: unpack it first".formatted(file.path(), name));
      }
      return new FilterInputStream(checked(zip.getInputStream(entry), entry)) {
        @Override
        public void close() throws IOException {
          super.close();
          zip.close();
        }
      };
    } catch (IOException e) {
      zip.close();
      throw e;
    }
  }

  private static InputStream checked(InputStream bytes, ZipArchiveEntry entry) throws IOException {
    return ChecksumInputStream.builder()
        .setInputStream(bytes)
        .setChecksum(new CRC32())
        .setExpectedChecksumValue(entry.getCrc())
        .setCountThreshold(entry.getSize())
        .get();
  }

  private ZipFile zip() throws IOException {
    return ZipFile.builder().setPath(file.path()).get();
  }

  private static Kind kind(ZipArchiveEntry entry) {
    if (entry.isUnixSymlink()) {
      return Kind.LINK;
    }
    return entry.isDirectory() ? Kind.DIRECTORY : Kind.FILE;
  }
}
