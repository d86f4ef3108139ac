/* Elements of the page. Texts from a run are set as text nodes only, so they are never read as HTML. */

const byId = (id) => document.getElementById(id);

/** Makes an element. Attributes named `text` and `on...` are its text and its listeners. */
const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'text') made.textContent = value;
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

/** Makes an element of a drawing. */
const shape = (tag, attributes = {}, text = null) => {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== null) made.textContent = text;
  return made;
};

const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** Text with visible control characters and visible marks of the writing direction, as in the Java class Inert. */
const inert = (text) =>
  text.replace(HIDDEN, (c) =>
    c === '\n' || c === '\t'
      ? c
      : '[U+' + c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0') + ']');

/** A token's text, with visible line ends and tabs, because these are tokens too. */
const visible = (token) => inert(token).replaceAll('\n', '↵\n').replaceAll('\t', '⇥\t');

const oneLine = (text, most) =>
  inert(text.slice(0, most)).replaceAll('\n', '↵') + (text.length > most ? ' …' : '');

const words = (code) => inert(code.replaceAll('_', ' '));

/** Number with at most four significant digits, as in the Java class Figure. */
const number = (value) => {
  if (value === null || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e7 || size < 1e-4) return value.toExponential(2).replace(/\.?0*e\+?/, 'e');
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  const decimals = Math.max(0, 3 - Math.floor(Math.log10(size)));
  const text = value.toFixed(decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
};

const count = (value) => value.toLocaleString('en-US');

const signed = (value) =>
  Number.isNaN(value) ? '' : Math.abs(value) < 5e-4 ? '0' : (value < 0 ? '−' : '+') + Math.abs(value).toFixed(3);

/** Lets the browser draw and handle events. */
const breathe = () => new Promise((done) => setTimeout(done));

/** Time of the last chance of the browser, for work that is long. */
const pause = (() => {
  let last = 0;
  return async () => {
    if (performance.now() - last > 30) {
      await breathe();
      last = performance.now();
    }
  };
})();

/* The colour theme: automatic, dark or light. */
const theme = (() => {
  const NAMES = ['automatic', 'dark', 'light'];
  const KEY = 'gradus-theme';
  let chosen = 0;
  const show = () => {
    if (chosen === 0) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = NAMES[chosen];
    byId('theme').textContent = 'Theme: ' + NAMES[chosen];
    document.querySelector('meta[name=color-scheme]').content =
      chosen === 0 ? 'light dark' : NAMES[chosen];
  };
  const next = () => {
    chosen = (chosen + 1) % NAMES.length;
    show();
    try {
      localStorage.setItem(KEY, NAMES[chosen]);
    } catch {
      // A browser may refuse to remember anything for a file.
    }
  };
  const start = () => {
    try {
      chosen = Math.max(0, NAMES.indexOf(localStorage.getItem(KEY)));
    } catch {
      chosen = 0;
    }
    byId('theme').hidden = false;
    byId('theme').addEventListener('click', next);
    show();
  };
  return { start, next };
})();
