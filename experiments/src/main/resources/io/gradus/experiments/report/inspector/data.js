/* The rollouts in the page: an index of numbers, and the texts of each step, decompressed when they are needed. */

const decompress = async (id) => {
  const holder = byId(id);
  if (!holder) return null;
  const characters = atob(holder.textContent.trim());
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
};

/** Numbers of a name, equal for equal names of all runs. */
class Names {
  constructor() {
    this.all = [];
    this.places = new Map();
  }

  of(name) {
    let place = this.places.get(name);
    if (place === undefined) {
      place = this.all.length;
      this.all.push(name);
      this.places.set(name, place);
    }
    return place;
  }
}

/** Rows are numbered over all runs, in the order of runs, steps and files. */
class Book {
  constructor(indices) {
    const n = indices.reduce((sum, index) => sum + index.problem.length, 0);
    this.size = n;
    this.steps = [];
    this.pieces = [];
    this.problems = new Names();
    this.verdicts = new Names();
    this.finishes = new Names();
    this.origins = new Names();
    this.step = new Int32Array(n);
    for (const field of ['problem', 'group', 'place', 'length']) this[field] = new Int32Array(n);
    for (const field of ['verdict', 'finish', 'origin', 'used']) this[field] = new Uint8Array(n);
    for (const field of ['reward', 'advantage']) this[field] = new Float64Array(n);
    this.chunks = new Map();
    let at = 0;
    indices.forEach((index, run) => {
      at = this.add(index, run, at);
    });
  }

  add(index, run, first) {
    const maps = {
      problem: index.problems.map((name) => this.problems.of(name)),
      verdict: index.verdicts.map((name) => this.verdicts.of(name)),
      finish: index.finishes.map((name) => this.finishes.of(name)),
      origin: index.origins.map((name) => this.origins.of(name)),
    };
    const n = index.problem.length;
    for (const [field, map] of Object.entries(maps)) {
      for (let i = 0; i < n; i++) this[field][first + i] = map[index[field][i]];
    }
    for (const field of ['group', 'place', 'length', 'used']) this[field].set(index[field], first);
    for (const field of ['reward', 'advantage']) {
      for (let i = 0; i < n; i++) this[field][first + i] = index[field][i] ?? NaN;
    }
    this.pieces.push(index.pieces);
    let at = first;
    index.steps.forEach(([stage, step, size], i) => {
      this.step.fill(this.steps.length, at, at + size);
      this.steps.push({ run, stage, step, first: at, size, chunk: `chunk-${run}-${i}` });
      at += size;
    });
    return at;
  }

  /** Whether the texts of a row are in the page. */
  readable(row) {
    return byId(this.steps[this.step[row]].chunk) !== null;
  }

  /** Texts of a step; null if they are not in the page. Recently used ones are kept. */
  chunk(step) {
    let chunk = this.chunks.get(step);
    this.chunks.delete(step);
    if (chunk === undefined) {
      chunk = { ready: null };
      chunk.promise = decompress(this.steps[step].chunk).then((content) => {
        chunk.ready = content;
        return content;
      });
    }
    this.chunks.set(step, chunk);
    if (this.chunks.size > 60) this.chunks.delete(this.chunks.keys().next().value);
    return chunk;
  }

  /** Text of a completion, from the chunk of its step. */
  text(row, chunk) {
    const step = this.steps[this.step[row]];
    const i = row - step.first;
    if (chunk.text[i] !== null) return chunk.text[i];
    const table = this.pieces[step.run];
    let text = '';
    for (const piece of chunk.tokens[i]) text += table[piece][0];
    return text;
  }

  /** Everything known about a row; null if its texts are not in the page. */
  async rollout(row) {
    const at = this.step[row];
    const chunk = await this.chunk(at).promise;
    if (!chunk) return null;
    const step = this.steps[at];
    const i = row - step.first;
    const table = this.pieces[step.run];
    const milli = (values, t) =>
      values === null || values[t] === null ? null : values[t] / 1000;
    const context = new Set(chunk.context[i]);
    const [prompt, answer] = chunk.prompts[chunk.prompt[i]];
    const tokens = chunk.tokens[i].map((piece, t) => ({
      text: table[piece][0],
      id: table[piece][1],
      logProb: milli(chunk.logProbs[i], t),
      sampling: milli(chunk.sampling[i], t),
      entropy: milli(chunk.entropy[i], t),
      clip: chunk.clips[i] === null ? null : (chunk.clips[i][t] ?? 0),
      advantage: chunk.advantages[i] === null ? this.advantage[row] : milli(chunk.advantages[i], t),
      context: context.has(t),
    }));
    return {
      row,
      prompt,
      answer,
      text: this.text(row, chunk),
      why: chunk.why[i],
      read: chunk.read[i],
      terms: Object.entries(chunk.terms)
        .map(([name, values]) => [name, values[i]])
        .filter(([, value]) => value !== null),
      tokens,
      left: this.length[row] - tokens.length,
    };
  }

  /** Names of a row's step: `grpo, step 12`; in short without a stage that is the only one. */
  where(row, short = false) {
    const step = this.steps[this.step[row]];
    this.oneStage ??= this.steps.every((other) => other.stage === step.stage);
    if (short && this.oneStage) return `step ${count(step.step)}`;
    return `${inert(step.stage)}, step ${count(step.step)}`;
  }
}

/** Reads the indices of all runs of the page. */
const openBook = async (runs) =>
  new Book(await Promise.all(runs.map((name, run) => decompress('index-' + run))));
