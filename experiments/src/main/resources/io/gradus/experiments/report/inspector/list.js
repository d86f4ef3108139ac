/* A list of any number of rollouts, of which only the visible rows are elements. */

/** Browsers cannot show boxes much taller than this, so longer lists scroll faster. */
const TALLEST = 8e6;

const badge = (book, row) => {
  const verdict = book.verdicts.all[book.verdict[row]];
  const [tone, mark] =
    verdict === 'correct' ? ['good', '✓'] : verdict === 'unjudged' ? ['other', '·'] : ['bad', '✗'];
  return element('span', { class: 'badge ' + tone, text: `${mark} ${words(verdict)}` });
};

const finishWords = (book, row) => {
  const finish = book.finishes.all[book.finish[row]];
  return finish === 'length' ? 'truncated' : words(finish);
};

class RolloutList {
  constructor(book, onSelect) {
    this.book = book;
    this.onSelect = onSelect;
    this.rows = new Int32Array(0);
    this.selected = -1;
    this.box = byId('list');
    this.runway = byId('runway');
    this.narrow = matchMedia('(max-width: 640px)');
    this.box.addEventListener('scroll', () => this.render());
    this.box.addEventListener('keydown', (event) => this.key(event));
    this.runway.addEventListener('click', (event) => {
      const row = event.target.closest('[role=option]');
      if (row) this.select(Number(row.dataset.at));
    });
    new ResizeObserver(() => this.resize()).observe(this.box);
  }

  show(rows, keep) {
    const kept = keep && this.selected >= 0 ? rows.indexOf(this.row()) : -1;
    this.rows = rows;
    this.selected = -1;
    this.box.scrollTop = 0;
    this.resize();
    if (rows.length > 0) this.select(Math.max(0, kept), kept > 0);
    else this.onSelect(null);
  }

  row() {
    return this.rows[this.selected];
  }

  resize() {
    this.height = this.narrow.matches ? 62 : 34;
    this.whole = Math.min(TALLEST, this.rows.length * this.height);
    this.runway.style.height = `${this.whole}px`;
    this.render();
  }

  /** Index of the row at the top, as a fraction. */
  top() {
    const hidden = this.whole - this.box.clientHeight;
    const last = Math.max(0, this.rows.length - this.box.clientHeight / this.height);
    return hidden <= 0 ? 0 : Math.min(1, this.box.scrollTop / hidden) * last;
  }

  render() {
    const top = this.top();
    const first = Math.max(0, Math.floor(top) - 3);
    const last = Math.min(this.rows.length, Math.ceil(top + this.box.clientHeight / this.height) + 3);
    const begin = this.box.scrollTop - (top - first) * this.height;
    const made = [];
    const waiting = new Set();
    for (let at = first; at < last; at++) {
      const row = this.element(at, waiting);
      row.style.transform = `translateY(${begin + (at - first) * this.height}px)`;
      made.push(row);
    }
    this.runway.replaceChildren(...made);
    if (this.selected >= first && this.selected < last) {
      this.box.setAttribute('aria-activedescendant', 'row-' + this.selected);
    } else {
      this.box.removeAttribute('aria-activedescendant');
    }
    if (waiting.size > 0) {
      const rows = this.rows;
      Promise.all([...waiting]).then(() => {
        if (rows === this.rows) this.render();
      });
    }
  }

  element(at, waiting) {
    const { book } = this;
    const row = this.rows[at];
    const advantage = book.advantage[row];
    const excerpt = element('span', { class: 'excerpt' });
    if (book.readable(row)) {
      const chunk = book.chunk(book.step[row]);
      if (chunk.ready) excerpt.textContent = oneLine(book.text(row, chunk.ready), 160);
      else waiting.add(chunk.promise);
    } else {
      excerpt.textContent = '(text not in this file)';
    }
    return element('div', {
      role: 'option', id: 'row-' + at, class: 'row', 'data-at': at, 'data-row': row,
      'aria-selected': String(at === this.selected),
      'aria-setsize': this.rows.length, 'aria-posinset': at + 1,
    },
    element('span', { class: 'at', text: book.where(row, true) }),
    element('span', { class: 'id', text: oneLine(book.problems.all[book.problem[row]], 60) }),
    badge(book, row),
    element('span', { class: 'n', title: 'reward', text: number(book.reward[row]) }),
    element('span', { class: 'n adv', title: 'advantage', text: signed(advantage) }),
    element('span', { class: 'n', title: 'tokens, and why it ended', text: `${count(book.length[row])} ${finishWords(book, row)}` }),
    excerpt);
  }

  select(at, far = false) {
    if (at < 0 || at >= this.rows.length) return;
    this.selected = at;
    const top = this.top();
    const fits = Math.max(1, Math.floor(this.box.clientHeight / this.height));
    const target = at < top || far ? at : at > top + fits - 1 ? at - fits + 1 : null;
    if (target !== null) {
      const last = Math.max(1e-9, this.rows.length - this.box.clientHeight / this.height);
      this.box.scrollTop = (Math.min(target, last) / last) * (this.whole - this.box.clientHeight);
    }
    this.render();
    this.onSelect(this.row());
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / this.height) - 1);
    const end = this.rows.length - 1;
    const target = {
      ArrowDown: this.selected + 1,
      ArrowUp: this.selected - 1,
      PageDown: Math.min(end, this.selected + page),
      PageUp: Math.max(0, this.selected - page),
      Home: 0,
      End: end,
    }[event.key];
    if (event.key === 'Enter') {
      event.preventDefault();
      byId('detail').focus();
    } else if (target !== undefined) {
      event.preventDefault();
      this.select(target);
    }
  }
}
