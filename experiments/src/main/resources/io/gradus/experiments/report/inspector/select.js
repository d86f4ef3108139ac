/* Which rollouts are listed, and in which order. */

const SORTS = {
  first: ['first step first', (book) => (a, b) => a - b],
  last: ['last step first', (book) => (a, b) => book.step[b] - book.step[a] || a - b],
  high: ['highest reward first', (book) => byNumber(book.reward, -1)],
  low: ['lowest reward first', (book) => byNumber(book.reward, 1)],
  long: ['longest first', (book) => (a, b) => book.length[b] - book.length[a] || a - b],
  short: ['shortest first', (book) => (a, b) => book.length[a] - book.length[b] || a - b],
  up: ['highest advantage first', (book) => byNumber(book.advantage, -1)],
  down: ['lowest advantage first', (book) => byNumber(book.advantage, 1)],
  problem: [
    'by problem',
    (book) => {
      const rank = ranks(book.problems.all);
      return (a, b) => rank[book.problem[a]] - rank[book.problem[b]] || a - b;
    },
  ],
};

/** Order by a number; rows without one come last in both directions. */
const byNumber = (values, direction) => (a, b) => {
  const x = values[a];
  const y = values[b];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || a - b;
  return direction * (x - y) || a - b;
};

/** Place of each name in the order of names, with numbers inside names in the order of numbers. */
const ranks = (names) => {
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  const order = names.map((name, i) => i).sort((a, b) => compare(names[a], names[b]));
  const rank = new Int32Array(names.length);
  order.forEach((name, place) => {
    rank[name] = place;
  });
  return rank;
};

class Selection {
  /** @param onChange called with the rows, a sentence about them, and whether a selected row stays selected */
  constructor(book, runs, onChange) {
    this.book = book;
    this.onChange = onChange;
    this.rows = new Int32Array(0);
    this.turn = 0;
    this.texts = new Map();
    this.form = byId('filters');
    this.fill('verdict', book.verdicts.all, book.verdict);
    this.fill('finish', book.finishes.all, book.finish);
    this.fill('origin', book.origins.all, book.origin);
    this.fill('run', runs, null);
    this.form.elements.origin.closest('label').hidden = book.origins.all.length < 2;
    this.form.elements.run.closest('label').hidden = runs.length < 2;
    this.form.elements.sort.append(
      ...Object.entries(SORTS).map(([value, [text]]) => element('option', { value, text })));
    let timer = 0;
    this.form.addEventListener('input', (event) => {
      clearTimeout(timer);
      timer = setTimeout(() => this.apply(), event.target.name === 'text' ? 250 : 0);
    });
    this.form.addEventListener('submit', (event) => event.preventDefault());
    this.form.addEventListener('reset', () => setTimeout(() => this.apply()));
  }

  fill(field, names, codes) {
    const counts = new Array(names.length).fill(0);
    if (codes) for (const code of codes) counts[code]++;
    this.form.elements[field].append(
      element('option', { value: '', text: 'all' }),
      ...names.map((name, value) =>
        element('option', { value, text: words(name) + (codes ? ` (${count(counts[value])})` : '') })));
  }

  /** The bounds of the form; an empty field does not bound. */
  bounds() {
    const field = (name) => this.form.elements[name].value.trim();
    const bound = (name, otherwise) => (field(name) === '' ? otherwise : Number(field(name)));
    return {
      text: field('text').toLowerCase(),
      verdict: field('verdict'),
      finish: field('finish'),
      origin: field('origin'),
      run: field('run'),
      used: field('used'),
      low: bound('reward-from', -Infinity),
      high: bound('reward-to', Infinity),
      short: bound('length-from', -Infinity),
      long: bound('length-to', Infinity),
      first: bound('step-from', -Infinity),
      last: bound('step-to', Infinity),
      sort: field('sort') || 'first',
    };
  }

  /** Rows within all bounds, except for the text. */
  within(bounds) {
    const { book } = this;
    const found = new Int32Array(book.size);
    const rewards = bounds.low > -Infinity || bounds.high < Infinity;
    let n = 0;
    for (const [at, step] of book.steps.entries()) {
      if (step.step < bounds.first || step.step > bounds.last) continue;
      if (bounds.run !== '' && step.run !== Number(bounds.run)) continue;
      for (let row = step.first; row < step.first + step.size; row++) {
        if (bounds.verdict !== '' && book.verdict[row] !== Number(bounds.verdict)) continue;
        if (bounds.finish !== '' && book.finish[row] !== Number(bounds.finish)) continue;
        if (bounds.origin !== '' && book.origin[row] !== Number(bounds.origin)) continue;
        if (bounds.used !== '' && book.used[row] !== Number(bounds.used)) continue;
        if (rewards && !(book.reward[row] >= bounds.low && book.reward[row] <= bounds.high)) continue;
        if (book.length[row] < bounds.short || book.length[row] > bounds.long) continue;
        found[n++] = row;
      }
    }
    return found.slice(0, n);
  }

  sorted(rows, sort) {
    return sort === 'first' ? rows : rows.sort(SORTS[sort][1](this.book));
  }

  async apply() {
    const turn = ++this.turn;
    const bounds = this.bounds();
    const rows = this.within(bounds);
    if (bounds.text === '') {
      this.finish(this.sorted(rows, bounds.sort), this.sentence(rows.length), false);
    } else {
      await this.search(turn, rows, bounds);
    }
  }

  finish(rows, sentence, keep) {
    this.rows = rows;
    this.onChange(rows, sentence, keep);
  }

  sentence(found) {
    return found === this.book.size
      ? `${count(found)} rollouts`
      : `${count(found)} of ${count(this.book.size)} rollouts`;
  }

  /** Reads the texts step by step; a newer search ends this one. */
  async search(turn, rows, bounds) {
    const found = [];
    let unread = 0;
    let shown = performance.now();
    for (let i = 0; i < rows.length; ) {
      const at = this.book.step[rows[i]];
      let to = i;
      while (to < rows.length && this.book.step[rows[to]] === at) to++;
      const texts = await this.textsOf(at);
      if (turn !== this.turn) return;
      for (; i < to; i++) {
        const row = rows[i];
        if (this.book.problems.all[this.book.problem[row]].toLowerCase().includes(bounds.text)
            || (texts && texts[row - this.book.steps[at].first].includes(bounds.text))) {
          found.push(row);
        } else if (!texts) {
          unread++;
        }
      }
      if (performance.now() - shown > 300) {
        this.onChange(Int32Array.from(found), `searching: ${Math.floor((100 * i) / rows.length)} %`, true);
        shown = performance.now();
      }
      await pause();
      if (turn !== this.turn) return;
    }
    this.finish(
      this.sorted(Int32Array.from(found), bounds.sort),
      this.sentence(found.length)
        + (unread > 0 ? `; the texts of ${count(unread)} others are not in this file` : ''),
      bounds.sort === 'first');
  }

  /** Lower-case texts of a step to search in: prompt, answer, completion, reason. */
  async textsOf(at) {
    if (!this.texts.has(at)) {
      const chunk = await this.book.chunk(at).promise;
      const step = this.book.steps[at];
      this.texts.set(at, chunk && Array.from({ length: step.size }, (unused, i) =>
        [...chunk.prompts[chunk.prompt[i]], this.book.text(step.first + i, chunk), chunk.why[i], chunk.read[i]]
          .join('\n').toLowerCase()));
    }
    return this.texts.get(at);
  }
}
