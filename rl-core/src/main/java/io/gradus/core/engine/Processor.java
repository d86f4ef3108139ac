package io.gradus.core.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The kind of a machine's processor. The choice of {@code auto} for matrix products depends only on this description.
 * So two runs on one kind of machine give the same bits, however busy the machine is.
 *
 * @param architecture such as {@code amd64}
 * @param vendor such as {@code AuthenticAMD}; empty if the system does not report it
 * @param features such as {@code avx512f}, as Linux names them; empty if the system does not report them
 */
public record Processor(String architecture, String vendor, Set<String> features) {

  public Processor {
    features = Set.copyOf(features);
  }

  /** Returns the processor of this machine. Only Linux reports vendor and features. */
  public static Processor here() {
    String architecture = System.getProperty("os.arch", "");
    try {
      return of(architecture, Files.readAllLines(Path.of("/proc/cpuinfo")));
    } catch (IOException e) {
      return new Processor(architecture, "", Set.of());
    }
  }

  /** Returns the processor that the lines of {@code /proc/cpuinfo} describe. */
  static Processor of(String architecture, List<String> lines) {
    return new Processor(
        architecture, field(lines, "vendor_id"), Set.of(field(lines, "flags").split("\\s+")));
  }

  private static String field(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }

  /**
   * Returns the library of fp32 products. On AMD with AVX-512, this is oneDNN, which is twice as fast as MKL there,
   * because MKL does not use AVX-512 on AMD.
   */
  public Matmul single() {
    return vendor.equals("AuthenticAMD") && features.contains("avx512f")
        ? Matmul.ONEDNN
        : Matmul.MKL;
  }

  /** Returns whether bf16 products are several times as fast as fp32 products, which needs matrix units. */
  public boolean prefersBfloat16() {
    return features.contains("amx_bf16");
  }

  /** Describes the processor in a few words. */
  @Override
  public String toString() {
    String simd = features.contains("amx_bf16")
        ? "AMX"
        : features.contains("avx512f") ? "AVX-512" : features.contains("avx2") ? "AVX2" : "";
    return (vendor.isEmpty() ? architecture : vendor) + (simd.isEmpty() ? "" : " with " + simd);
  }
}
