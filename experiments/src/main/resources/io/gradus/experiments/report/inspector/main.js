/* Starts the page: curves, then rollouts, then keys. */

const TABS = ['all', 'problem', 'steps'];

const openTab = (name) => {
  for (const tab of TABS) {
    const button = byId('tab-' + tab);
    button.setAttribute('aria-selected', String(tab === name));
    button.tabIndex = tab === name ? 0 : -1;
    byId('view-' + tab).hidden = tab !== name;
  }
  byId('problem-picker').hidden = name === 'all';
};

const startTabs = (views) => {
  const open = (name) => {
    openTab(name);
    if (name !== 'all') views.open();
  };
  TABS.forEach((tab, i) => {
    byId('tab-' + tab).addEventListener('click', () => open(tab));
    byId('tab-' + tab).addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: 2 }[event.key];
      if (!step) return;
      const to = TABS[(i + step) % 3];
      open(to);
      byId('tab-' + to).focus();
    });
  });
  return open;
};

/** Keys that work anywhere on the page, except while somebody types into a field. */
const startKeys = (keys) => {
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, select, textarea');
    if (event.key === 'Escape' && typing) event.target.blur();
    if (event.key === 'Escape') showTip(null);
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = keys[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
  document.addEventListener('click', (event) => {
    if (!event.target.closest('.tokens')) showTip(null);
  });
};

const startRollouts = async () => {
  const runs = [...document.querySelectorAll('[id^=index-]')].map((holder) => holder.dataset.run);
  if (!byId('inspector')) return {};
  const book = await openBook(runs);
  byId('inspector').hidden = false;
  colouring.start();
  const views = new ProblemViews(book, runs);
  const open = startTabs(views);
  const follow = (row) => {
    views.follow(row);
    open('problem');
    byId('tab-problem').focus();
  };
  const detail = new Detail(book, runs, follow);
  const list = new RolloutList(book, (row) => detail.show(row));
  const selection = new Selection(book, runs, (rows, sentence, keep) => {
    byId('count').textContent = sentence;
    list.show(rows, keep);
  });
  await selection.apply();
  byId('loading').hidden = true;
  const view = (name) => () => {
    open(name);
    byId('rollouts').scrollIntoView();
    byId('tab-' + name).focus();
  };
  return {
    '/': () => {
      view('all')();
      selection.form.elements.text.focus();
    },
    1: view('all'),
    2: view('problem'),
    3: view('steps'),
    j: () => list.select(list.selected + 1),
    k: () => list.select(list.selected - 1),
    p: () => list.selected >= 0 && follow(list.row()),
    c: () => colouring.next(),
  };
};

const startHelp = () => {
  const help = byId('help');
  byId('show-help').hidden = false;
  byId('show-help').addEventListener('click', () => help.showModal());
  byId('close-help').addEventListener('click', () => help.close());
  return () => help.showModal();
};

const start = async () => {
  theme.start();
  const showHelp = startHelp();
  const say = (text) => {
    if (byId('loading')) byId('loading').textContent = text;
  };
  if (typeof DecompressionStream === 'undefined') {
    say('This browser is too old to decompress the rollouts. Use Chrome 80, Firefox 113, Safari 16.4, or later.');
    return;
  }
  try {
    const curves = startCurves();
    const keys = await startRollouts();
    await curves;
    startKeys({
      ...keys,
      '?': showHelp,
      d: theme.next,
      l: () => byId('scale-log').click(),
    });
    document.documentElement.dataset.ready = String(Math.round(performance.now()));
  } catch (error) {
    say('The rollouts cannot be shown: ' + error.message);
    throw error;
  }
};

start();
