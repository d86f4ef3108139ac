package io.gradus.rewards.code;

import io.gradus.rewards.code.sandbox.*;

final class Show {
  public static void main(String[] a) throws Exception {
    CodeVerifier v = new CodeVerifier(
        Sandbox.shared(a.length > 1 ? Tier.HARDENED : Tier.FORK_SERVER),
        new Limits(2, 256, 4, 32),
        false);
    var rows = SharedData.rows(java.nio.file.Path.of(a[0]));
    var out = HostileCases.run(rows, v, 3);
    out.stream().filter(o -> !o.agrees()).forEach(System.out::println);
    System.out.println(out.size() + " agree "
        + out.stream().filter(HostileCases.Outcome::agrees).count());
    System.exit(0);
  }
}
