package io.gradus.core.text.jinja.value;

/**
 * Limit of the work of one rendering. Every expression and statement costs one unit. Every character or element that is
 * made, copied, searched or compared also costs one unit. The budget bounds time, memory and output at once, whatever a
 * template does.
 */
public final class Budget {
  /** Largest depth of nesting: more than any template needs, and small enough for the smallest thread stack. */
  static final int MAX_DEPTH = 100;

  private final long limit;
  private long spent;
  private int depth;

  /** Makes a budget of this many units of work. */
  public Budget(long limit) {
    this.limit = limit;
  }

  /** A new string, tuple or number takes about as much memory as this many characters. */
  private static final int OBJECT = 8;

  /** Pays for work before it is done. */
  public void spend(long units) {
    if (units < 0 || units > limit - spent) {
      throw new TemplateError(
          "the template loops without end or makes too much text: stopped after %,d units of work"
              .formatted(limit));
    }
    spent += units;
  }

  /** Pays for new objects. */
  public void make(long objects) {
    spend(objects > limit ? -1 : OBJECT * objects);
  }

  /** Pays for counting or passing over characters, which is faster than copying them. */
  public void scan(long characters) {
    spend(1 + characters / 8);
  }

  /** Enters a call or a nested value, which must not be too deep. */
  public void enter() {
    if (++depth > MAX_DEPTH) {
      throw new TemplateError(
          "the template calls itself more than %d deep: stopped".formatted(MAX_DEPTH));
    }
  }

  /** Leaves what {@link #enter} entered. */
  public void leave() {
    depth--;
  }
}
