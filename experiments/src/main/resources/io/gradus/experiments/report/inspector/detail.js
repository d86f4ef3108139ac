/* One rollout in full. */

/** Line of judgement: verdict, reward, advantage, length. */
const judgement = (book, row, terms = []) =>
  element('p', { class: 'judgement' },
    badge(book, row),
    element('span', {}, 'reward ', element('strong', { text: number(book.reward[row]) })),
    Number.isNaN(book.advantage[row]) ? null : element('span', { text: 'advantage ' + signed(book.advantage[row]) }),
    element('span', { text: `${count(book.length[row])} tokens, ${finishWords(book, row)}` }),
    book.used[row] ? null : element('span', { text: 'not used in the update' }),
    book.origins.all[book.origin[row]] === 'policy'
      ? null : element('span', { text: 'written by: ' + words(book.origins.all[book.origin[row]]) }),
    ...terms.map(([name, value]) => element('span', { text: `${inert(name)} ${number(value)}` })));

/** A completion with its judgement, without the prompt. */
const completionOf = (book, rollout, brief = false) =>
  element('div', { class: 'completion', 'data-row': rollout.row },
    judgement(book, rollout.row, rollout.terms),
    rollout.why === '' ? null : element('p', { class: 'why' },
      inert(rollout.why),
      rollout.read === '' ? null : ' (read: ',
      rollout.read === '' ? null : element('code', { text: inert(rollout.read) }),
      rollout.read === '' ? null : ')'),
    ...tokensOf(rollout, brief));

const promptOf = (rollout) => [
  element('pre', { class: 'prompt', tabindex: '0', 'aria-label': 'Prompt', text: inert(rollout.prompt) }),
  rollout.answer === '' ? null
    : element('p', { class: 'note' }, 'Answer: ', element('code', { text: inert(rollout.answer) })),
].filter(Boolean);

const NO_TEXT =
  'The texts of this step are not in this file, because it would become too large. To include them: gradus report RUN --megabytes N';

class Detail {
  constructor(book, runs, onFollow) {
    this.book = book;
    this.runs = runs;
    this.onFollow = onFollow;
    this.box = byId('detail');
    this.turn = 0;
    colouring.listen(() => this.show(this.row));
  }

  async show(row) {
    this.row = row;
    const turn = ++this.turn;
    if (row === null || row === undefined) {
      this.box.replaceChildren(element('p', { class: 'note', text: 'No rollout matches the filter.' }));
      return;
    }
    const { book } = this;
    const rollout = await book.rollout(row);
    if (turn !== this.turn) return;
    const run = this.runs.length > 1 ? inert(this.runs[book.steps[book.step[row]].run]) + ': ' : '';
    this.box.replaceChildren(
      element('h3', { text: `${run}${book.where(row)}, problem ${inert(book.problems.all[book.problem[row]])}` }),
      element('p', { class: 'note' },
        `Completion ${book.place[row] + 1} of group ${book.group[row] + 1}. `,
        element('button', {
          type: 'button', class: 'link', id: 'follow', text: 'Follow this problem over time', onclick: () => this.onFollow(row),
        })),
      ...(rollout ? promptOf(rollout) : []),
      ...(rollout
        ? [completionOf(book, rollout)]
        : [judgement(book, row), element('p', { class: 'note', text: NO_TEXT })]));
  }
}
