package io.gradus.rewards.code.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** Scripts and classes that are sent into a box when it starts, because the box sees no files of the host. */
final class Scripts {
  private static final String FOLDER = "/io/gradus/rewards/code/box/";
  private static final List<String> MODULES = List.of(
      "jail",
      "usage",
      "peer",
      "heap",
      "remote",
      "tenants",
      "scene",
      "reflection",
      "candidate",
      "binding",
      "running",
      "examiner",
      "server");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Scripts() {}

  /** Returns the script with which the interpreter starts. This script reads the others from its standard input. */
  static String bootstrap() {
    return new String(resource("bootstrap.py"), UTF_8);
  }

  /** Sends the scripts, which then run the fork server. */
  static void send(DataOutputStream to) throws IOException {
    send(to, modules(), List.of());
  }

  /** Sends the scripts, which then replace themselves by a command with its own files. */
  static void send(
      DataOutputStream to, List<String> argv, Map<String, byte[]> files, Request limits)
      throws IOException {
    ObjectNode start = modules();
    argv.forEach(start.putArray("argv")::add);
    files.forEach((name, data) -> start.withArray("files").addArray().add(name).add(data.length));
    start.set("limits", limits.header().get("limits"));
    send(to, start, List.copyOf(files.values()));
  }

  private static ObjectNode modules() {
    ObjectNode start = JsonNodeFactory.instance.objectNode();
    for (String module : MODULES) {
      start
          .withArray("modules")
          .addArray()
          .add("gradus_" + module)
          .add(new String(resource(module + ".py"), UTF_8));
    }
    return start;
  }

  private static void send(DataOutputStream to, ObjectNode start, List<byte[]> files)
      throws IOException {
    byte[] head = JSON.writeValueAsBytes(start);
    to.writeInt(head.length);
    to.write(head);
    for (byte[] file : files) {
      to.write(file);
    }
    to.flush();
  }

  /** Returns the class file of one of our classes, for a JVM in a box. */
  static byte[] classFile(Class<?> type) {
    return resource(type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class");
  }

  private static byte[] resource(String name) {
    try (InputStream in = Scripts.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("resource missing from the jar: " + FOLDER + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("resource unreadable: " + FOLDER + name, e);
    }
  }
}
