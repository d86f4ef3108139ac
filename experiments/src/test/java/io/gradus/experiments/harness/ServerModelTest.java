package io.gradus.experiments.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.experiments.benchmark.Drawing;
import io.gradus.experiments.benchmark.Message;
import io.gradus.experiments.benchmark.Model;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerModelTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  /** A token with the space before it. */
  private static final Pattern TOKEN = Pattern.compile("\\s*\\S+");

  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger upgrades = new AtomicInteger();
  private volatile int status = 200;
  private volatile int failures;
  private volatile UnaryOperator<String> disturbance = body -> body;
  private Optional<HttpServer> server = Optional.empty();

  @BeforeEach
  void start() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newFixedThreadPool(4));
    http.createContext("/v1/completions", exchange -> answer(exchange, this::completion));
    http.createContext("/v1/chat/completions", exchange -> answer(exchange, this::chat));
    http.start();
    server = Optional.of(http);
  }

  @AfterEach
  void stop() {
    server.ifPresent(http -> http.stop(0));
  }

  private interface Reply {
    JsonNode of(JsonNode request);
  }

  private void answer(HttpExchange exchange, Reply reply) throws IOException {
    try (exchange) {
      upgrades.addAndGet(exchange.getRequestHeaders().containsKey("Upgrade") ? 1 : 0);
      boolean fails = requests.getAndIncrement() < failures;
      String body =
          disturbance.apply(reply.of(JSON.readTree(exchange.getRequestBody())).toString());
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(fails ? 503 : status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Each token has the log-prob -0.25 for each of its characters. */
  private ObjectNode completion(JsonNode request) {
    ObjectNode choice = JSON.createObjectNode();
    if (request.path("echo").asBoolean()) {
      ArrayNode logs = choice.putObject("logprobs").putArray("token_logprobs");
      ArrayNode offsets = ((ObjectNode) choice.path("logprobs")).putArray("text_offset");
      String prompt = request.path("prompt").asText();
      for (Matcher token = TOKEN.matcher(prompt + " more"); token.find(); ) {
        offsets.add(token.start());
        if (token.start() == 0) {
          logs.addNull();
        } else {
          logs.add(-0.25 * token.group().length());
        }
      }
    }
    return answer(choice.put("text", request.path("prompt").asText() + "! STOP more"));
  }

  private ObjectNode chat(JsonNode request) {
    ObjectNode choice = JSON.createObjectNode();
    JsonNode messages = request.path("messages");
    choice
        .putObject("message")
        .put("content", messages.size() + " " + messages.path(0).path("role").asText());
    return answer(choice);
  }

  private static ObjectNode answer(ObjectNode choice) {
    ObjectNode answer = JSON.createObjectNode();
    answer.putArray("choices").add(choice.put("finish_reason", "length"));
    answer.putObject("usage").put("completion_tokens", 7);
    return answer;
  }

  private Endpoint endpoint(Duration patience) {
    int port = server.orElseThrow().getAddress().getPort();
    return new Endpoint(
        URI.create("http://localhost:%d/v1/".formatted(port)),
        patience,
        Duration.ofMillis(1),
        Optional.of("key"),
        new StopSignal());
  }

  private <T> T asked(Function<ServerModel, T> question) {
    try (Endpoint endpoint = endpoint(Duration.ofSeconds(20))) {
      return question.apply(new ServerModel(endpoint, "model", 1));
    }
  }

  private static Drawing drawing(int samples) {
    return new Drawing(9, List.of("STOP"), samples, samples > 1 ? 1 : 0, 0, 1);
  }

  @Test
  void likelihoodsAreThoseOfTheContinuationsTokens() {
    List<Model.Likelihoods> found = asked(model -> model.likelihoods(
        List.of(new Model.Continuations("The sky is", List.of(" blue", " very green")))));
    assertThat(found.get(0).logs()).containsExactly(-1.25, -2.75);
    assertThat(found.get(0).tokens()).containsExactly(1, 2);
  }

  @Test
  void answersAreCutAtStopsAndKeepTheOrderOfTheQuestions() {
    List<List<Model.Written>> written = asked(model -> model.write(
        List.of(new Model.Request("one", drawing(2), 0), new Model.Request("two", drawing(2), 1))));
    assertThat(written).hasSize(2);
    assertThat(written.get(1).get(1).text()).isEqualTo("two! ");
    assertThat(written.get(0).get(0).finish()).isEqualTo(Model.Finish.LENGTH);
    assertThat(written.get(0).get(0).tokens()).isEqualTo(7);
    assertThat(requests).hasValue(4);
  }

  /** Uvicorn with httptools would lose the body of such a request. */
  @Test
  void noRequestAsksForHttp2() {
    asked(model -> model.write(List.of(new Model.Request("one", drawing(1), 0))));
    assertThat(requests).hasValue(1);
    assertThat(upgrades).hasValue(0);
  }

  @Test
  void chatsGoToTheServersOwnTemplate() {
    List<List<Model.Written>> written = asked(model -> {
      String prompt =
          model.chat(List.of(new Message("system", "Be brief."), new Message("user", "Hi")));
      return model.write(List.of(new Model.Request(prompt, drawing(1), 0)));
    });
    assertThat(written.get(0).get(0).text()).isEqualTo("2 system");
  }

  @Test
  void aServerThatFailsForAMomentIsAskedAgain() {
    failures = 2;
    List<List<Model.Written>> written =
        asked(model -> model.write(List.of(new Model.Request("a", drawing(1), 0))));
    assertThat(written).hasSize(1);
    assertThat(requests).hasValue(3);
  }

  private void assertRefused(String words) {
    assertThatThrownBy(() ->
            asked(model -> model.write(List.of(new Model.Request("a", drawing(1), 0)))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(words);
  }

  @Test
  void aServerThatRefusesOrKeepsFailingIsReported() {
    status = 404;
    assertRefused("/v1/completions: answers 404: ");
    assertThat(requests).hasValue(1);
    status = 500;
    assertRefused("answers 500");
    assertThat(requests).hasValue(5);
  }

  @Test
  void aServerThatSpeaksAnotherProtocolIsReported() {
    disturbance = body -> "<html>";
    assertRefused("answers with something that is not JSON");
    disturbance = body -> "{}";
    assertRefused("has no text in choices[0]");
    assertThatThrownBy(() ->
            asked(model -> model.likelihoods(List.of(new Model.Continuations("a", List.of(" b"))))))
        .hasMessageContaining("returns no log-probs of a prompt");
  }

  @Test
  void aSilentServerIsReported() {
    disturbance = body -> {
      try {
        Thread.sleep(1_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return body;
    };
    try (Endpoint endpoint = endpoint(Duration.ofMillis(100))) {
      ServerModel model = new ServerModel(endpoint, "model", 1);
      assertThatThrownBy(() -> model.write(List.of(new Model.Request("a", drawing(1), 0))))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("does not answer")
          .hasMessageContaining("after 4 attempts")
          .hasMessageContaining("--patience");
    }
  }
}
