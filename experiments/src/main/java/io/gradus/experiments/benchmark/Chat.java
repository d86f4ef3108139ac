package io.gradus.experiments.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How a question with its examples becomes a prompt. */
public enum Chat {
  /** Plain text that a model continues. */
  NONE {
    @Override
    String write(Prompt.Parts parts, Model model) {
      return parts.description() + joined(parts) + parts.question();
    }

    @Override
    String delimiter(String wanted) {
      return wanted;
    }
  },
  /** The examples and the question are one user's message. */
  ONE_TURN {
    @Override
    String write(Prompt.Parts parts, Model model) {
      List<Message> messages = opening(parts);
      messages.add(Message.user(joined(parts) + parts.question()));
      return model.chat(messages);
    }
  },
  /** Each example is a user's message and its answer. */
  MULTI_TURN {
    @Override
    String write(Prompt.Parts parts, Model model) {
      List<Message> messages = opening(parts);
      for (Prompt.Example example : parts.examples()) {
        messages.add(Message.user(example.question()));
        messages.add(Message.assistant(example.answer()));
      }
      messages.add(Message.user(parts.question()));
      return model.chat(messages);
    }
  };

  /** Writes the prompt. */
  abstract String write(Prompt.Parts parts, Model model);

  /** Text between a prompt and a choice. It is empty in a chat, because an assistant's turn begins without a space. */
  String delimiter(String wanted) {
    return "";
  }

  private static String joined(Prompt.Parts parts) {
    return parts.examples().stream()
        .map(example -> example.question() + parts.delimiter() + example.answer() + "\n\n")
        .collect(Collectors.joining());
  }

  private static List<Message> opening(Prompt.Parts parts) {
    List<Message> messages = new ArrayList<>();
    if (!parts.description().isEmpty()) {
      messages.add(Message.system(parts.description()));
    }
    return messages;
  }
}
