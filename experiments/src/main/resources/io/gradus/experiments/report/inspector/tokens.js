/* Tokens of a completion, coloured by a number of each token. */

const SEQUENCE = ['', 'q1', 'q2', 'q3', 'q4'];

/** Index of the first bound that a value does not exceed. */
const level = (value, bounds) => {
  let i = 0;
  while (i < bounds.length && value > bounds[i]) i++;
  return i;
};

const signedTone = (value) => {
  if (value === null || Number.isNaN(value) || Math.abs(value) < 1e-9) return '';
  return (value > 0 ? 'b' : 'o') + (1 + level(Math.abs(value), [0.5, 1.5]));
};

const CLIPS = { 1: 'clipped below', 2: 'clipped above', 4: 'dual clip' };

const clipWords = (clip) =>
  Object.entries(CLIPS).filter(([bit]) => clip & bit).map(([, name]) => name).join(', ');

/**
 * Ways to colour. `tone` gives a class of the style sheet, `legend` pairs of class and words, `known` whether a
 * completion has the numbers, and `missing` the reason if it has none.
 */
const COLOURINGS = {
  logprob: {
    name: 'log-probability',
    tone: (token) =>
      token.logProb === null ? '' : SEQUENCE[level(-Math.exp(token.logProb), [-0.9, -0.5, -0.1, -0.01])],
    legend: [['', '90 % and more'], ['q1', '50 to 90 %'], ['q2', '10 to 50 %'], ['q3', '1 to 10 %'], ['q4', 'below 1 %']],
    title: 'Probability that the policy gave the token',
    known: (tokens) => tokens.some((token) => token.logProb !== null),
    missing: 'No log-probabilities were recorded, as for a text that an expert wrote.',
  },
  entropy: {
    name: 'entropy',
    tone: (token) => (token.entropy === null ? '' : SEQUENCE[level(token.entropy, [0.1, 0.5, 1, 2])]),
    legend: [['', 'up to 0.1'], ['q1', '0.1 to 0.5'], ['q2', '0.5 to 1'], ['q3', '1 to 2'], ['q4', 'above 2']],
    title: 'Entropy of the policy at the token, in nats',
    known: (tokens) => tokens.some((token) => token.entropy !== null),
    missing:
      'The entropy was not recorded: the completion was not in the update, had no gradient, or an older version wrote the run.',
  },
  advantage: {
    name: 'advantage',
    tone: (token) => (token.context ? '' : signedTone(token.advantage)),
    legend: [['o3', 'below −1.5'], ['o2', '−1.5 to −0.5'], ['o1', '−0.5 to 0'], ['', '0'], ['b1', '0 to 0.5'], ['b2', '0.5 to 1.5'], ['b3', 'above 1.5']],
    title: 'Advantage of the token in the update',
    known: (tokens) => tokens.some((token) => token.advantage !== null && !Number.isNaN(token.advantage)),
    missing: 'The run recorded no advantages.',
  },
  clip: {
    name: 'clip',
    tone: (token) => (!token.clip ? '' : token.clip & 4 ? 'k4' : token.clip & 2 ? 'b3' : 'o3'),
    legend: [['', 'not clipped'], ['o3', 'clipped below'], ['b3', 'clipped above'], ['k4', 'dual clip']],
    title: 'Tokens that the clip of the loss changed in any update of the step',
    known: (tokens) => tokens.some((token) => token.clip !== null),
    missing:
      'Clips were not recorded: the completion was not in the update, had no gradient, or an older version wrote the run.',
  },
  text: {
    name: 'nothing (plain text)',
    tone: () => '',
    legend: [],
    title: '',
    known: () => true,
    missing: '',
  },
};

const tokenWords = (token, at) => {
  const said = [`token ${at + 1}`];
  if (token.id >= 0) said[0] += ` (id ${token.id})`;
  if (token.logProb !== null) {
    said.push(`log-prob ${token.logProb.toFixed(3)}`, `p ${number(Math.exp(token.logProb))}`);
  }
  if (token.sampling !== null) said.push(`sampled at ${token.sampling.toFixed(3)}`);
  if (token.entropy !== null) said.push(`entropy ${token.entropy.toFixed(3)}`);
  if (token.advantage !== null && !Number.isNaN(token.advantage) && !token.context) {
    said.push(`advantage ${signed(token.advantage)}`);
  }
  if (token.clip) said.push(clipWords(token.clip));
  if (token.context) said.push('not learned');
  return said.join(' · ');
};

const colouring = (() => {
  let current = 'logprob';
  const listeners = [];
  const show = () => {
    const { legend, title } = COLOURINGS[current];
    byId('colour').value = current;
    byId('legend').replaceChildren(
      ...(title ? [element('span', { class: 'legend-title', text: title + ':' })] : []),
      ...legend.map(([tone, text]) => element('span', { class: 'tok ' + tone, text })));
    listeners.forEach((listener) => listener());
  };
  const set = (name) => {
    current = name;
    show();
  };
  const next = () => {
    const names = Object.keys(COLOURINGS);
    set(names[(names.indexOf(current) + 1) % names.length]);
  };
  const start = () => {
    byId('colour').append(
      ...Object.entries(COLOURINGS).map(([value, { name }]) => element('option', { value, text: name })));
    byId('colour').addEventListener('change', (event) => set(event.target.value));
    show();
  };
  return { start, set, next, listen: (listener) => listeners.push(listener), get: () => COLOURINGS[current] };
})();

/** Shows what is known about one token; null hides it. */
const showTip = (token) => {
  document.querySelector('.tokens .chosen')?.classList.remove('chosen');
  byId('tip').hidden = token === null;
  if (token === null) return;
  token.classList.add('chosen');
  byId('tip').textContent = token.title;
};

/**
 * Tokens of a rollout as text with a title for each token; arrow keys move from token to token. A `brief` note on missing
 * numbers has its reason in its title.
 */
const tokensOf = (rollout, brief) => {
  const way = colouring.get();
  const holder = element('pre', {
    class: 'tokens', tabindex: '0', 'aria-label': 'Completion. Arrow keys move from token to token.',
  });
  if (rollout.tokens.length === 0 || way === COLOURINGS.text) {
    holder.setAttribute('aria-label', 'Completion');
    holder.textContent = inert(rollout.text);
    return [holder];
  }
  const half = Math.ceil(rollout.tokens.length / 2);
  rollout.tokens.forEach((token, t) => {
    if (rollout.left > 0 && t === half) {
      holder.append(element('em', { text: ` … ${count(rollout.left)} tokens are left out … ` }));
    }
    const made = element('span', { title: tokenWords(token, t), text: visible(token.text) });
    const tone = way.tone(token);
    if (tone) made.className = tone;
    if (token.context) made.classList.add('context');
    holder.append(made);
  });
  holder.addEventListener('click', (event) => {
    const token = event.target.closest('span');
    showTip(token && !token.classList.contains('chosen') ? token : null);
  });
  holder.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const all = [...holder.querySelectorAll('span')];
    const at = all.findIndex((token) => token.classList.contains('chosen'));
    const to = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
    if (all[to]) showTip(all[to]);
  });
  holder.addEventListener('blur', () => showTip(null));
  if (way.known(rollout.tokens)) return [holder];
  const text = brief ? `${way.name}: not recorded` : way.missing;
  return [element('p', { class: 'note', text, title: way.missing }), holder];
};
