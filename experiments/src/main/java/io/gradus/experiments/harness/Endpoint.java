package io.gradus.experiments.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.Excerpt;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends several requests at a time to a server. If a request fails temporarily, it is repeated. */
public final class Endpoint implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int AT_A_TIME = 8;
  private static final int ATTEMPTS = 4;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final int SHOWN = 200;

  private final URI base;
  private final Duration patience;
  private final Duration pause;
  private final Optional<String> key;
  private final StopSignal stop;
  /** HTTP/1.1, because Uvicorn with httptools, as under vLLM, loses the body of a request that offers HTTP/2. */
  private final HttpClient client = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(10))
      .build();

  private final ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME, task -> {
    Thread thread = new Thread(task, "requests");
    thread.setDaemon(true);
    return thread;
  });

  /**
   * Names a server.
   *
   * @param base address of its API, such as {@code http://localhost:8000/v1}
   * @param patience longest time of one request
   * @param pause time before a request is repeated; it doubles each time
   * @param key sent as a bearer token, if the server asks for one
   */
  public Endpoint(
      URI base, Duration patience, Duration pause, Optional<String> key, StopSignal stop) {
    this.base = base;
    this.patience = patience;
    this.pause = pause;
    this.key = key;
    this.stop = stop;
  }

  /**
   * Sends requests and returns the answers in their order.
   *
   * @throws UserError if the server refuses a request, or does not answer after several attempts
   */
  List<JsonNode> post(String path, List<ObjectNode> bodies) {
    List<Future<JsonNode>> underway =
        bodies.stream().map(body -> workers.submit(() -> post(path, body))).toList();
    List<JsonNode> answers = new ArrayList<>();
    try {
      for (Future<JsonNode> answer : underway) {
        stop.check();
        answers.add(answer.get());
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UserError mistake) {
        throw mistake;
      }
      throw new IllegalStateException("a request could not be sent", e.getCause());
    } finally {
      underway.forEach(answer -> answer.cancel(true));
    }
  }

  private JsonNode post(String path, ObjectNode body) throws InterruptedException {
    URI uri = URI.create(base.toString().replaceFirst("/+$", "") + "/" + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri)
        .timeout(patience)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    key.ifPresent(token -> request.header("Authorization", "Bearer " + token));
    String trouble = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) {
        Thread.sleep(pause.toMillis() << (attempt - 1));
      }
      try {
        HttpResponse<String> response =
            client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        int status = response.statusCode();
        if (status / 100 == 2) {
          return JSON.readTree(response.body());
        }
        trouble = "answers %d: %s".formatted(status, Excerpt.printable(response.body(), SHOWN));
        if (status != TOO_MANY && status < SERVER_ERROR) {
          throw new UserError(
              "%s: %s. Check the model's name and the suite".formatted(uri, trouble));
        }
      } catch (JsonProcessingException e) {
        throw new UserError(
            "%s: answers with something that is not JSON. Is it a server of OpenAI's protocol?"
                .formatted(uri),
            e);
      } catch (IOException e) {
        trouble = "does not answer (%s)".formatted(e);
      }
    }
    throw new UserError(
        "%s: %s, after %d attempts. Start the server, or raise --patience. The same command continues"
            .formatted(uri, trouble, ATTEMPTS));
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
