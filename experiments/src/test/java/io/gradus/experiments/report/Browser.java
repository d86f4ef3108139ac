package io.gradus.experiments.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.SkippedTests;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A chromium that a chromedriver drives, by the W3C's WebDriver protocol. */
final class Browser implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

  private final HttpClient http = HttpClient.newHttpClient();
  private final @Nullable Process driver;
  private final String server;
  private final String session;

  private Browser(Process driver, int port, Path profile) throws IOException {
    this.driver = driver;
    server = "http://127.0.0.1:" + port;
    ObjectNode body = JSON.createObjectNode();
    ObjectNode wanted = body.putObject("capabilities").putObject("alwaysMatch");
    wanted.put("browserName", "chrome");
    wanted.putObject("goog:loggingPrefs").put("browser", "ALL");
    wanted.put("unhandledPromptBehavior", "ignore");
    ObjectNode options = wanted.putObject("goog:chromeOptions");
    program("chromium").ifPresent(path -> options.put("binary", path.toString()));
    // Root may not use chromium's own sandbox, and a container's /dev/shm is small.
    for (String argument : List.of(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars",
        "--user-data-dir=" + profile)) {
      options.withArray("args").add(argument);
    }
    session = "/session/" + call("POST", "/session", body).path("sessionId").asText();
  }

  /** Opens a browser; skips the calling test where chromium or chromedriver is not installed. */
  static Browser open(Path profile) throws IOException {
    boolean both = program("chromium").isPresent() && program("chromedriver").isPresent();
    assumeTrue(
        both,
        () -> SkippedTests.NO_BROWSER
            + ": install chromium and chromium-driver (Debian) to run the tests of the report's page");
    Process driver = new ProcessBuilder(
            program("chromedriver").orElseThrow().toString(), "--port=0")
        .redirectErrorStream(true)
        .redirectOutput(profile.resolveSibling("chromedriver.log").toFile())
        .start();
    try {
      return new Browser(driver, port(driver, profile.resolveSibling("chromedriver.log")), profile);
    } catch (IOException | RuntimeException e) {
      driver.destroyForcibly();
      throw e;
    }
  }

  /** A browser that was never opened, as long as a test class has no other. */
  static Browser closed() {
    return new Browser();
  }

  private Browser() {
    driver = null;
    server = "";
    session = "";
  }

  private static int port(Process driver, Path log) throws IOException {
    for (int i = 0; i < 300 && driver.isAlive(); i++) {
      Matcher line = PORT.matcher(Files.readString(log));
      if (line.find()) {
        return Integer.parseInt(line.group(1));
      }
      sleep(50);
    }
    throw new IOException("chromedriver did not start: " + Files.readString(log));
  }

  private static Optional<Path> program(String name) {
    return Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a page, and waits until its script says that it is ready. */
  void show(Path page) {
    post("/url", Map.of("url", page.toUri().toString()));
    await("return document.documentElement.dataset.ready !== undefined");
  }

  /** Runs JavaScript in the page and returns its result. */
  JsonNode run(String script, Object... arguments) {
    return post("/execute/sync", Map.of("script", script, "args", List.of(arguments)));
  }

  String text(String script, Object... arguments) {
    return run(script, arguments).asText();
  }

  /** Waits until a script returns true. */
  void await(String script, Object... arguments) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!run(script, arguments).asBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not true after %s: %s".formatted(PATIENCE, script));
      }
      sleep(20);
    }
  }

  /** Clicks an element with the mouse, as a user does: it must be visible and not covered. */
  void click(String selector) {
    post("/element/" + element(selector) + "/click", Map.of());
  }

  /** Types into an element. */
  void type(String selector, String text) {
    post("/element/" + element(selector) + "/value", Map.of("text", text));
  }

  /** Presses a key, with the focus where it is. */
  void press(String key) {
    press(key, Optional.empty());
  }

  void press(String key, Optional<String> modifier) {
    ObjectNode keys = JSON.createObjectNode();
    ObjectNode source = keys.withArray("actions").addObject();
    source.put("type", "key").put("id", "keyboard");
    modifier.ifPresent(
        m -> source.withArray("actions").addObject().put("type", "keyDown").put("value", m));
    source.withArray("actions").addObject().put("type", "keyDown").put("value", key);
    source.withArray("actions").addObject().put("type", "keyUp").put("value", key);
    modifier.ifPresent(
        m -> source.withArray("actions").addObject().put("type", "keyUp").put("value", m));
    post("/actions", keys);
  }

  /** Moves the pointer to a place of an element, in pixels from its middle. */
  void point(String selector, int right, int down) {
    run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector);
    ObjectNode body = JSON.createObjectNode();
    ObjectNode source = body.withArray("actions").addObject();
    source.put("type", "pointer").put("id", "mouse");
    ObjectNode move = source.withArray("actions").addObject();
    move.put("type", "pointerMove").put("x", right).put("y", down).put("duration", 0);
    move.putObject("origin").put(ELEMENT, element(selector));
    post("/actions", body);
  }

  private String element(String selector) {
    return post("/element", Map.of("using", "css selector", "value", selector))
        .path(ELEMENT)
        .asText();
  }

  /** Texts of all elements that a selector finds. */
  List<String> texts(String selector) {
    JsonNode all = run(
        "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)", selector);
    return StreamSupport.stream(all.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** Sets a field of the rollouts' filter: a text, or an option whose words begin so. */
  void filter(String field, String value) {
    run("""
        const field = document.getElementById('filters').elements[arguments[0]];
        const option = [...(field.options ?? [])].find((o) => o.text.startsWith(arguments[1]));
        field.value = option ? option.value : arguments[1];
        field.dispatchEvent(new Event('input', {bubbles: true}));
        """, field, value);
  }

  /** What the page says about the number of rollouts. */
  String count() {
    return text("return document.getElementById('count').textContent");
  }

  void awaitCount(String wanted) {
    await("return document.getElementById('count').textContent.startsWith(arguments[0])", wanted);
  }

  /** Sets the size of the page in CSS pixels. */
  void size(int width, int height) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 640));
  }

  /** Sets what a test may have changed: a wide window in light colours. */
  void normal() {
    size(1280, 900);
    dark(false);
  }

  /** Sets whether the system prefers dark colours. */
  void dark(boolean dark) {
    Map<String, String> feature =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    command("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  private void command(String name, Map<String, Object> parameters) {
    post("/goog/cdp/execute", Map.of("cmd", name, "params", parameters));
  }

  /** What the page wrote to the console, including errors and refused scripts, since the last call. */
  List<String> console() {
    return post("/se/log", Map.of("type", "browser")).findValuesAsText("message");
  }

  private JsonNode post(String path, Object body) {
    return call("POST", session + path, body);
  }

  private JsonNode call(String method, String path, @Nullable Object body) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(server + path)).timeout(PATIENCE);
      HttpResponse<byte[]> response = http.send(
          body == null
              ? request.method(method, HttpRequest.BodyPublishers.noBody()).build()
              : request
                  .method(
                      method, HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                  .build(),
          HttpResponse.BodyHandlers.ofByteArray());
      JsonNode value = JSON.readTree(response.body()).path("value");
      if (response.statusCode() != 200) {
        throw new AssertionError("%s %s: %s: %s"
            .formatted(
                method,
                path,
                value.path("error").asText(),
                value.path("message").asText()));
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    Process running = driver;
    if (running == null) {
      return;
    }
    try {
      call("DELETE", session, null);
    } finally {
      running.destroy();
    }
  }
}
