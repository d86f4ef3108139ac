/* One problem: all its completions at each step, and two steps side by side. */

class ProblemViews {
  constructor(book, runs) {
    this.book = book;
    this.runs = runs;
    this.turn = 0;
    this.problem = -1;
    this.visits = new Map();
    this.input = byId('problem');
    this.runBox = byId('problem-run');
    this.runBox.append(...runs.map((text, value) => element('option', { value, text: inert(text) })));
    this.runBox.closest('label').hidden = runs.length < 2;
    this.runBox.addEventListener('change', () => this.choose(this.problem));
    this.input.addEventListener('input', () => this.suggest());
    this.input.addEventListener('change', () => this.enter());
    for (const id of ['left-step', 'right-step']) {
      byId(id).addEventListener('change', () => this.compare());
    }
    colouring.listen(() => this.problem >= 0 && this.recolour());
    this.suggest();
  }

  /** Problems in the order of their number of steps, because these can be followed longest. */
  get popular() {
    if (!this.order) {
      const { book } = this;
      const steps = new Int32Array(book.problems.all.length);
      const last = new Int32Array(book.problems.all.length).fill(-1);
      for (let row = 0; row < book.size; row++) {
        const problem = book.problem[row];
        if (last[problem] !== book.step[row]) steps[problem]++;
        last[problem] = book.step[row];
      }
      this.order = [...steps.keys()].sort((a, b) => steps[b] - steps[a] || a - b);
      this.stepsOf = steps;
    }
    return this.order;
  }

  suggest() {
    const wanted = this.input.value.toLowerCase();
    const found = [];
    for (const problem of this.popular) {
      const name = this.book.problems.all[problem];
      if (name.toLowerCase().includes(wanted)) {
        found.push(element('option', { value: name, label: `${oneLine(name, 60)}: ${this.stepsOf[problem]} steps` }));
        if (found.length === 50) break;
      }
    }
    byId('problems').replaceChildren(...found);
  }

  enter() {
    const problem = this.book.problems.places.get(this.input.value);
    byId('problem-note').textContent =
      problem === undefined ? 'No problem has this name. Choose one of the list.' : '';
    if (problem !== undefined) this.choose(problem);
  }

  /** Opens the problem of a row, in the row's run. */
  follow(row) {
    this.runBox.value = this.book.steps[this.book.step[row]].run;
    this.choose(this.book.problem[row]);
  }

  /** Opens the problem that most steps have, unless one is open. */
  open() {
    if (this.problem < 0 && this.popular.length > 0) this.choose(this.popular[0]);
  }

  choose(problem) {
    const { book } = this;
    this.problem = problem;
    this.input.value = book.problems.all[problem];
    const run = Number(this.runBox.value);
    this.visits = new Map();
    for (let row = 0; row < book.size; row++) {
      if (book.problem[row] === problem && book.steps[book.step[row]].run === run) {
        if (!this.visits.has(book.step[row])) this.visits.set(book.step[row], []);
        this.visits.get(book.step[row]).push(row);
      }
    }
    const steps = [...this.visits.keys()];
    for (const [id, step] of [['left-step', steps[0]], ['right-step', steps.at(-1)]]) {
      byId(id).replaceChildren(
        ...steps.map((value) => element('option', { value, text: this.summary(value) })));
      if (step !== undefined) byId(id).value = step;
    }
    byId('problem-note').textContent = steps.length === 0 ? 'This run did not draw the problem.' : '';
    this.draw();
  }

  summary(at) {
    const { book } = this;
    const rows = this.visits.get(at);
    const right = rows.filter((row) => book.verdicts.all[book.verdict[row]] === 'correct').length;
    const mean = rows.reduce((sum, row) => sum + book.reward[row], 0) / rows.length;
    return `${book.where(rows[0])}: ${right} of ${rows.length} correct, mean reward ${number(mean)}`;
  }

  draw() {
    this.history();
    this.compare();
  }

  /** Rows of a problem by step, with a mark for each completion; a step opens to its texts. */
  async history() {
    const turn = ++this.turn;
    const { book } = this;
    const box = byId('history');
    const steps = [...this.visits.keys()];
    box.replaceChildren();
    if (steps.length === 0) return;
    const first = await book.rollout(this.visits.get(steps[0])[0]);
    if (turn !== this.turn) return;
    if (first) box.append(...promptOf(first));
    box.append(element('p', {
      class: 'note',
      text: steps.length === 1
        ? 'The run drew this problem in one step only.'
        : `${steps.length} steps. Each mark is a completion: a taller bar is a higher reward.`,
    }));
    const [low, high] = this.rewards();
    for (const at of steps) {
      const bars = element('span', { class: 'bars', 'aria-hidden': 'true' });
      for (const row of this.visits.get(at)) {
        const part = high > low ? (book.reward[row] - low) / (high - low) : 0.5;
        const bar = element('i', {
          class: book.verdicts.all[book.verdict[row]] === 'correct' ? 'right' : 'wrong',
        });
        bar.style.height = `${Math.round(15 + 85 * (Number.isNaN(part) ? 0 : part))}%`;
        bars.append(bar);
      }
      const step = element('details', { class: 'step', 'data-step': at },
        element('summary', {}, bars, element('span', { text: this.summary(at) })));
      step.addEventListener('toggle', () => this.fill(step));
      box.append(step);
    }
    box.lastElementChild.open = true;
  }

  /** Adds the texts of a step that is open for the first time. */
  async fill(step) {
    if (!step.open || step.dataset.filled) return;
    step.dataset.filled = 'true';
    const completions = await this.completions(Number(step.dataset.step));
    step.replaceChildren(step.firstElementChild, ...completions);
  }

  recolour() {
    for (const step of byId('history').querySelectorAll('.step')) {
      delete step.dataset.filled;
      this.fill(step);
    }
    this.compare();
  }

  /** Lowest and highest reward of the problem's completions. */
  rewards() {
    const all = [...this.visits.values()].flat().map((row) => this.book.reward[row]).filter(Number.isFinite);
    return [Math.min(0, ...all), Math.max(...all)];
  }

  async completions(at) {
    const all = [];
    for (const row of this.visits.get(at)) {
      const rollout = await this.book.rollout(row);
      if (!rollout) return [element('p', { class: 'note', text: NO_TEXT })];
      all.push(completionOf(this.book, rollout, true));
    }
    return all;
  }

  async compare() {
    const sides = await Promise.all(['left', 'right'].map(async (side) => {
      const at = Number(byId(side + '-step').value);
      return this.visits.has(at) ? this.completions(at) : [];
    }));
    byId('left').replaceChildren(...sides[0]);
    byId('right').replaceChildren(...sides[1]);
  }
}
