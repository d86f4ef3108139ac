package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.value.Budget;

/** The text that is written, within the budget. */
final class Output {
  private final StringBuilder text = new StringBuilder();
  private final Budget budget;

  Output(Budget budget) {
    this.budget = budget;
  }

  void write(String part) {
    budget.spend(part.length());
    text.append(part);
  }

  String text() {
    return text.toString();
  }
}
