package io.gradus.experiments.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.UserError;
import io.gradus.experiments.benchmark.Drawing;
import io.gradus.experiments.benchmark.Message;
import io.gradus.experiments.benchmark.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A model behind a server that speaks OpenAI's protocol, such as vLLM or llama.cpp. Plain prompts go to {@code
 * /completions}, chats to {@code /chat/completions}, where the server applies its own template. Log-likelihoods need a
 * server that returns log-probs of a prompt ({@code echo}).
 */
public final class ServerModel implements Model {
  private static final ObjectMapper JSON = new ObjectMapper();
  /** Characters of a token, on average. */
  private static final int CHARACTERS = 4;

  private final Endpoint endpoint;
  private final String name;
  private final long seed;
  /** Messages of a chat, by the text that represents them as a prompt. */
  private final Map<String, List<Message>> chats = new ConcurrentHashMap<>();

  /**
   * Names a model of a server.
   *
   * @param name the server's name for the model
   * @param seed seed of the draws, if the server uses it
   */
  public ServerModel(Endpoint endpoint, String name, long seed) {
    this.endpoint = endpoint;
    this.name = name;
    this.seed = seed;
  }

  @Override
  public int tokens(String text) {
    return text.length() / CHARACTERS + 1;
  }

  @Override
  public String chat(List<Message> messages) {
    String prompt = messages.stream()
        .map(message -> message.role() + ": " + message.content())
        .collect(Collectors.joining("\n"));
    chats.put(prompt, List.copyOf(messages));
    return prompt;
  }

  private ObjectNode request() {
    return JSON.createObjectNode().put("model", name);
  }

  @Override
  public List<Likelihoods> likelihoods(List<Continuations> questions) {
    List<ObjectNode> requests = new ArrayList<>();
    for (Continuations question : questions) {
      if (chats.containsKey(question.context())) {
        throw new UserError(
            "prompt.chat: a server returns no log-probs of a chat's prompt. Set prompt.chat: none");
      }
      for (String text : question.texts()) {
        requests.add(request()
            .put("prompt", question.context() + text)
            .put("max_tokens", 1)
            .put("temperature", 0)
            .put("logprobs", 1)
            .put("echo", true));
      }
    }
    List<JsonNode> answers = endpoint.post("completions", requests);
    List<Likelihoods> likelihoods = new ArrayList<>();
    int at = 0;
    for (Continuations question : questions) {
      List<Double> logs = new ArrayList<>();
      List<Integer> tokens = new ArrayList<>();
      for (String text : question.texts()) {
        add(question.context(), text, answers.get(at++), logs, tokens);
      }
      likelihoods.add(new Likelihoods(logs, tokens, false));
    }
    return likelihoods;
  }

  /** Adds the sum over the tokens that end within the continuation. */
  private static void add(
      String context, String text, JsonNode answer, List<Double> logs, List<Integer> tokens) {
    JsonNode logProbs = answer.path("choices").path(0).path("logprobs");
    JsonNode each = logProbs.path("token_logprobs");
    JsonNode offsets = logProbs.path("text_offset");
    // White space at the end of a context belongs to the continuation.
    int begin = context.stripTrailing().length();
    int end = context.length() + text.length();
    double sum = 0;
    int count = 0;
    for (int i = 0; i < Math.min(each.size(), offsets.size()); i++) {
      int offset = offsets.get(i).asInt();
      if (offset >= begin && offset < end && each.get(i).isNumber()) {
        sum += each.get(i).asDouble();
        count++;
      }
    }
    if (count == 0) {
      throw new UserError(
          "the server returns no log-probs of a prompt ('echo' with 'logprobs'). Use a server that does, such as vLLM, or generative benchmarks only");
    }
    logs.add(sum);
    tokens.add(count);
  }

  @Override
  public List<List<Written>> write(List<Request> requests) {
    boolean chat = chats.containsKey(requests.get(0).prompt());
    List<ObjectNode> bodies = new ArrayList<>();
    for (Request request : requests) {
      for (int member = 0; member < request.drawing().samples(); member++) {
        bodies.add(body(request, chat, member));
      }
    }
    List<JsonNode> answers = endpoint.post(chat ? "chat/completions" : "completions", bodies);
    List<List<Written>> written = new ArrayList<>();
    int at = 0;
    for (Request request : requests) {
      List<Written> samples = new ArrayList<>();
      for (int member = 0; member < request.drawing().samples(); member++) {
        samples.add(written(answers.get(at++), request.drawing()));
      }
      written.add(samples);
    }
    return written;
  }

  private ObjectNode body(Request request, boolean chat, int member) {
    Drawing drawing = request.drawing();
    ObjectNode body = request()
        .put("max_tokens", drawing.maxTokens())
        .put("temperature", drawing.temperature())
        .put("top_p", drawing.topP())
        .put("seed", seed + 1_000_003L * request.place() + member);
    if (!drawing.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      drawing.stop().forEach(stop::add);
    }
    if (chat) {
      body.set("messages", JSON.valueToTree(chats.get(request.prompt())));
    } else {
      body.put("prompt", request.prompt());
    }
    return body;
  }

  private static Written written(JsonNode answer, Drawing drawing) {
    JsonNode choice = answer.path("choices").path(0);
    JsonNode content =
        choice.has("message") ? choice.path("message").path("content") : choice.path("text");
    if (choice.isMissingNode() || (!content.isTextual() && !content.isNull())) {
      throw new UserError(
          "the server's answer has no text in choices[0]. Is it a server of OpenAI's protocol?");
    }
    String text = content.asText("");
    for (String end : drawing.stop()) {
      int at = text.indexOf(end);
      text = at < 0 ? text : text.substring(0, at);
    }
    String reason = choice.path("finish_reason").asText().toLowerCase(Locale.ROOT);
    return new Written(
        text,
        answer.path("usage").path("completion_tokens").asInt(),
        reason.equals("length") ? Finish.LENGTH : Finish.STOP,
        false);
  }
}
