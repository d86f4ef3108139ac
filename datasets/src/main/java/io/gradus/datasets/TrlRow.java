package io.gradus.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Problem.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row with TRL's columns.
 *
 * @param before messages before the question
 * @param completion the chosen completion, or the demonstration; empty if the row is only a prompt
 * @param rejected the worse completion; empty if the row is no pair
 */
record TrlRow(
    List<Message> before, String question, Optional<String> completion, Optional<String> rejected) {
  private static final Set<String> ROLES = Set.of("system", "user", "assistant");

  /** The value of a column: messages. If the column is a text, it is one message without a role. */
  private record Column(boolean text, List<Message> messages) {
    static Column of(String text) {
      return new Column(true, List.of(new Message("", text)));
    }

    String onlyText() {
      return messages.get(0).content();
    }

    Column from(int at) {
      return text
          ? of(onlyText().substring(at))
          : new Column(false, messages.subList(at, messages.size()));
    }

    Column until(int at) {
      return text ? of(onlyText().substring(0, at)) : new Column(false, messages.subList(0, at));
    }
  }

  /** Faults of one row. */
  private record Reader(Row row, Faults faults) {

    <T> Optional<T> fault(String message) {
      faults.add(row.line(), message);
      return Optional.empty();
    }

    private boolean has(String field) {
      JsonNode node = row.at(field);
      boolean empty = node == null
          || node.isNull()
          || (node.isContainerNode() && node.isEmpty())
          || (node.isTextual() && node.asText().isEmpty());
      return !empty;
    }

    private Optional<Column> column(String field) {
      @Nullable JsonNode node = row.at(field);
      if (node == null) {
        faults.addMissing(
            row.line(),
            "no field '%s'".formatted(field),
            "The row has%s. Rows need prompt, chosen and rejected; chosen and rejected; prompt and completion; messages; or prompt"
                .formatted(DataFile.inWords(row.names())));
        return Optional.empty();
      }
      if (node.isTextual()) {
        return Optional.of(Column.of(node.asText()));
      }
      if (!node.isArray() || node.isEmpty()) {
        return fault("'%s' must be a text or a list of messages {\"role\": ..., \"content\": ...}"
            .formatted(field));
      }
      List<Message> messages = new ArrayList<>();
      for (JsonNode message : node) {
        String role = message.path("role").asText();
        if (!ROLES.contains(role) || !message.path("content").isTextual()) {
          return fault(
              "'%s' has a message that is not {\"role\": system, user or assistant, \"content\": a text}. Fix the row, or remove it"
                  .formatted(field));
        }
        messages.add(new Message(role, message.path("content").asText()));
      }
      return Optional.of(new Column(false, messages));
    }

    Optional<TrlRow> read(String promptField) {
      for (String unread : List.of("label", "tools")) {
        if (has(unread)) {
          return fault(
              "the field '%s' changes what a row means, and is not read here. Leave the row out, or write it as a pair (chosen, rejected) without '%s'"
                  .formatted(unread, unread));
        }
      }
      if (row.at("chosen") != null || row.at("rejected") != null) {
        return pair(promptField);
      }
      if (row.at("messages") != null) {
        return column("messages").flatMap(this::conversation);
      }
      Optional<Column> prompt = column(promptField);
      if (row.at("completion") == null) {
        return prompt.flatMap(p -> asked(p, Optional.empty(), Optional.empty()));
      }
      return prompt.flatMap(p -> column("completion")
          .flatMap(c -> reply(c, "completion"))
          .flatMap(c -> asked(p, Optional.of(c), Optional.empty())));
    }

    private Optional<TrlRow> pair(String promptField) {
      Optional<Column> chosen = column("chosen");
      Optional<Column> rejected = column("rejected");
      if (chosen.isEmpty() || rejected.isEmpty()) {
        return Optional.empty();
      }
      if (chosen.get().equals(rejected.get())) {
        return fault(
            "chosen and rejected are the same text, so the pair teaches nothing. Correct one of them, or remove the row");
      }
      if (row.at(promptField) == null && promptField.equals(TrlFile.PROMPT)) {
        if (chosen.get().text() != rejected.get().text()) {
          return fault("chosen and rejected must both be texts, or both be lists of messages");
        }
        int shared = shared(chosen.get(), rejected.get());
        return pair(
            chosen.get().until(shared),
            chosen.get().from(shared),
            rejected.get().from(shared));
      }
      return column(promptField).flatMap(p -> pair(p, chosen.get(), rejected.get()));
    }

    private Optional<TrlRow> pair(Column prompt, Column chosen, Column rejected) {
      return reply(chosen, "chosen")
          .flatMap(better -> reply(rejected, "rejected")
              .flatMap(worse -> asked(prompt, Optional.of(better), Optional.of(worse))));
    }

    private Optional<TrlRow> conversation(Column messages) {
      int last = messages.messages().size() - 1;
      if (messages.text() || last < 1) {
        return fault("'messages' must be a list of at least a user's and an assistant's message");
      }
      return reply(messages.from(last), "messages")
          .flatMap(text -> asked(messages.until(last), Optional.of(text), Optional.empty()));
    }

    /** Returns the text of one assistant's message. */
    private Optional<String> reply(Column column, String field) {
      if (column.text()) {
        return Optional.of(column.onlyText());
      }
      boolean one =
          column.messages().size() == 1 && column.messages().get(0).role().equals("assistant");
      return one
          ? Optional.of(column.onlyText())
          : fault(
              "'%s' must end with one assistant's message after the prompt. Leave the row out, or move earlier messages to the prompt"
                  .formatted(field));
    }

    private Optional<TrlRow> asked(
        Column prompt, Optional<String> completion, Optional<String> rejected) {
      int last = prompt.messages().size() - 1;
      if (last < 0 || prompt.messages().get(last).content().isBlank()) {
        return fault("the prompt is empty. Fix the row, or remove it");
      }
      if (!prompt.text() && !prompt.messages().get(last).role().equals("user")) {
        return fault(
            "the prompt must end with a user's message. Leave the row out, or move the messages after it to the completion");
      }
      return Optional.of(new TrlRow(
          List.copyOf(prompt.messages().subList(0, last)),
          prompt.messages().get(last).content(),
          completion,
          rejected));
    }
  }

  /**
   * Returns the length of the common beginning, in characters or messages. A space before the first difference belongs
   * to the completions, as in TRL's {@code extract_prompt}.
   */
  private static int shared(Column chosen, Column rejected) {
    if (chosen.text()) {
      String a = chosen.onlyText();
      String b = rejected.onlyText();
      int at = 0;
      while (at < Math.min(a.length(), b.length()) && a.charAt(at) == b.charAt(at)) {
        at++;
      }
      if (at > 0 && Character.isHighSurrogate(a.charAt(at - 1))) {
        at--;
      }
      return at > 0 && a.charAt(at - 1) == ' ' ? at - 1 : at;
    }
    int at = 0;
    while (at < Math.min(chosen.messages().size(), rejected.messages().size())
        && chosen.messages().get(at).equals(rejected.messages().get(at))) {
      at++;
    }
    return at;
  }

  /** Reads a row, or records its faults. */
  static Optional<TrlRow> read(Row row, String promptField, Faults faults) {
    return new Reader(row, faults).read(promptField);
  }

  /** Returns the side of the split. All conversations that begin with the same question are on one side. */
  Split side(double testShare) {
    String first = before.stream()
        .filter(message -> message.role().equals("user"))
        .map(Message::content)
        .findFirst()
        .orElse(question);
    return Split.ofText(first, testShare);
  }
}
