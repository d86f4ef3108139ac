'use strict';
(() => {
  const completions = [...document.querySelectorAll('.completion')];
  const filters = document.getElementById('filters');
  if (filters && completions.length > 0) {
    const counts = new Map();
    for (const c of completions) {
      counts.set(c.dataset.verdict, (counts.get(c.dataset.verdict) || 0) + 1);
    }
    const buttons = [];
    const add = (words, wanted) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = words;
      button.addEventListener('click', () => {
        for (const b of buttons) b.setAttribute('aria-pressed', String(b === button));
        for (const c of completions) c.hidden = wanted !== null && c.dataset.verdict !== wanted;
        for (const box of document.querySelectorAll('.group, .step')) {
          box.hidden = !box.querySelector('.completion:not([hidden])');
        }
      });
      button.setAttribute('aria-pressed', String(wanted === null));
      buttons.push(button);
      filters.append(button);
    };
    add('all ' + completions.length, null);
    for (const [verdict, count] of [...counts].sort()) add(verdict + ' ' + count, verdict);
    filters.hidden = false;
  }

  const tip = document.getElementById('tip');
  let chosen = null;
  document.addEventListener('click', (event) => {
    if (chosen) chosen.classList.remove('chosen');
    const token = event.target.closest('.tokens span');
    chosen = token === chosen ? null : token;
    tip.hidden = !chosen;
    if (chosen) {
      chosen.classList.add('chosen');
      tip.textContent = chosen.title;
    }
  });
})();
