package io.gradus.experiments.harness;

import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.policy.ActivationMemory;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.text.HasChatTemplate;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.text.jinja.JinjaTemplate;
import io.gradus.core.text.jinja.value.TemplateError;
import io.gradus.experiments.benchmark.Message;
import io.gradus.experiments.benchmark.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model whose weights are in memory. */
public final class PolicyModel implements Model {
  private final Policy policy;
  private final Tokenizer tokenizer;
  private final Encoder encoder;
  private final Writer writer;

  /**
   * Evaluates a policy, which the caller must keep open.
   *
   * @param seed seed of the draws
   */
  public PolicyModel(Policy policy, Tokenizer tokenizer, long seed, StopSignal stop) {
    this.policy = policy;
    this.tokenizer = tokenizer;
    encoder = new Encoder(tokenizer, policy.architecture().context());
    writer = new Writer(policy, tokenizer, encoder, seed, stop);
    policy.activations(ActivationMemory.plain().packing().sharingPrompts());
  }

  @Override
  public int tokens(String text) {
    return encoder.encode(text).length;
  }

  @Override
  public String chat(List<Message> messages) {
    String template = tokenizer instanceof HasChatTemplate chats
        ? chats.chatTemplates().getOrDefault("default", "")
        : "";
    if (template.isEmpty()) {
      throw new UserError(
          "prompt.chat: this model has no chat template. Use a chat model, or set prompt.chat: none");
    }
    Map<String, @Nullable Object> variables =
        new HashMap<>(((HasChatTemplate) tokenizer).namedTokens());
    variables.put(
        "messages",
        messages.stream()
            .map(message -> Map.of("role", message.role(), "content", message.content()))
            .toList());
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", true);
    try {
      return JinjaTemplate.parse(template).render(variables, format -> {
        throw new TemplateError("it writes today's date, so results would change from day to day");
      });
    } catch (TemplateError e) {
      throw new UserError("the model's chat template: " + e.getMessage(), e);
    }
  }

  @Override
  public List<Likelihoods> likelihoods(List<Continuations> questions) {
    List<TokenSequence> sequences = new ArrayList<>();
    List<Boolean> cut = new ArrayList<>();
    for (Continuations question : questions) {
      boolean any = false;
      for (String text : question.texts()) {
        Encoder.Pair pair = encoder.pair(question.context(), text);
        sequences.add(new TokenSequence(pair.context(), pair.continuation()));
        any |= pair.cut();
      }
      cut.add(any);
    }
    float[][] logProbs = policy.score(sequences, 1).logProbs();
    List<Likelihoods> likelihoods = new ArrayList<>();
    for (int q = 0, s = 0; q < questions.size(); q++) {
      List<Double> logs = new ArrayList<>();
      List<Integer> tokens = new ArrayList<>();
      for (int c = 0; c < questions.get(q).texts().size(); c++, s++) {
        double sum = 0;
        for (float logProb : logProbs[s]) {
          sum += logProb;
        }
        logs.add(sum);
        tokens.add(logProbs[s].length);
      }
      likelihoods.add(new Likelihoods(logs, tokens, cut.get(q)));
    }
    return likelihoods;
  }

  @Override
  public List<List<Written>> write(List<Request> requests) {
    return writer.write(requests);
  }
}
