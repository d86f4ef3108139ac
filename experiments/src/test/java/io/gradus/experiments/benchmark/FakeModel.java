package io.gradus.experiments.benchmark;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A model whose answers a function of the question gives; it counts what it is asked. */
public final class FakeModel implements Model {
  private final Function<Continuations, List<Double>> logs;
  private final Function<Request, Written> answer;
  private int asked;

  /** Creates a model. */
  public FakeModel(Function<Continuations, List<Double>> logs, Function<Request, Written> answer) {
    this.logs = logs;
    this.answer = answer;
  }

  /** A model that finds longer texts less likely, and answers with the prompt's last word. */
  public static FakeModel plain() {
    return new FakeModel(
        question -> question.texts().stream()
            .map(text -> -(double) text.length() - (text.hashCode() & 7) / 10.0)
            .toList(),
        request -> new Written(
            request.prompt().substring(request.prompt().lastIndexOf(' ') + 1),
            3,
            Finish.STOP,
            false));
  }

  /** Number of questions asked so far. */
  public int asked() {
    return asked;
  }

  @Override
  public int tokens(String text) {
    return text.length() / 4 + 1;
  }

  @Override
  public String chat(List<Message> messages) {
    StringBuilder text = new StringBuilder();
    messages.forEach(m -> text.append('[').append(m.role()).append(']').append(m.content()));
    return text.append("[assistant]").toString();
  }

  @Override
  public List<Likelihoods> likelihoods(List<Continuations> questions) {
    asked += questions.size();
    return questions.stream()
        .map(question -> new Likelihoods(
            logs.apply(question), question.texts().stream().map(text -> 1).toList(), false))
        .toList();
  }

  @Override
  public List<List<Written>> write(List<Request> requests) {
    asked += requests.size();
    return requests.stream()
        .map(request -> IntStream.range(0, request.drawing().samples())
            .mapToObj(i -> answer.apply(request))
            .toList())
        .toList();
  }
}
