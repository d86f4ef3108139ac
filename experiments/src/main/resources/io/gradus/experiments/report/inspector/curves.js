/* Curves that a reader can ask: the value under the pointer, a logarithmic scale, another smoothing. */

const DASHES = ['', '7 3', '2 2', '10 2', '4 4', '1 3', '12 4'];
const settings = { logarithmic: false, smoothing: 'automatic' };

/** Path through points; where several share a pixel, the lowest and highest of them. */
const pathOf = (xs, ys) => {
  let path = '';
  let pen = 'M';
  const dense = xs.length > 2000;
  for (let i = 0; i < xs.length; ) {
    let to = i + 1;
    while (dense && to < xs.length && Math.floor(xs[to]) === Math.floor(xs[i])) to++;
    const inside = ys.slice(i, to).filter(Number.isFinite);
    const shown = inside.length > 2 ? [Math.min(...inside), Math.max(...inside)] : ys.slice(i, to);
    shown.forEach((y, k) => {
      if (!Number.isFinite(y)) {
        pen = 'M';
        return;
      }
      path += pen + xs[Math.min(i + k, to - 1)].toFixed(1) + ',' + y.toFixed(1);
      pen = 'L';
    });
    i = to;
  }
  return path;
};

class Curve {
  constructor(holder, figure) {
    this.holder = holder;
    this.figure = figure;
    this.at = null;
    this.readout = element('p', { class: 'readout', role: 'status', hidden: true });
    holder.tabIndex = 0;
    holder.addEventListener('pointermove', (event) => this.point(event));
    holder.addEventListener('pointerdown', (event) => this.point(event));
    holder.addEventListener('pointerleave', () => this.mark(null));
    holder.addEventListener('blur', () => this.mark(null));
    holder.addEventListener('keydown', (event) => this.key(event));
    this.draw();
  }

  draw() {
    const { figure, holder } = this;
    const width = Math.max(240, holder.clientWidth);
    const height = 270;
    const log = settings.logarithmic;
    const ends = span(figure, log);
    this.svg = shape('svg', {
      viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true', focusable: 'false',
    });
    this.dropped = 0;
    if (ends === null) {
      this.svg.append(
        shape('text', { x: width / 2, y: height / 2, 'text-anchor': 'middle', class: 'tick' },
          'no value above 0 for a logarithmic scale'));
      this.x = null;
    } else {
      this.axes(width, height, ends, log);
      for (const line of figure.lines) this.line(line, log);
    }
    this.cursor = shape('g', { class: 'cursor' });
    this.svg.append(this.cursor);
    holder.replaceChildren(this.svg, this.readout);
    if (this.dropped > 0) {
      holder.append(element('p', {
        class: 'note', text: `${count(this.dropped)} values of 0 or less are not on this scale.`,
      }));
    }
    this.caption();
    holder.dataset.drawn = log ? 'log' : 'linear';
  }

  /** Keeps the caption true when the smoothing changes. */
  caption() {
    const caption = this.holder.parentElement.querySelector('figcaption');
    if (!caption) return;
    this.words ??= caption.textContent;
    const window = Math.max(...this.figure.lines.map((line) => windowOf(line, settings.smoothing)));
    const said = window > 1
      ? `Thin line: each step. Thick line: mean of ${window} neighbouring steps.` : '';
    const known = /Thin line: each step. Thick line: mean of \d+ neighbouring steps./;
    caption.textContent = known.test(this.words)
      ? this.words.replace(known, said) : `${this.words} ${settings.smoothing === 'automatic' ? '' : said}`;
  }

  axes(width, height, ends, log) {
    const { figure } = this;
    const marks = log ? powers(...ends) : ticks(ends[0], ends[1], 5);
    const labels = marks.map((value) => formatValue(figure, value));
    const left = 14 + 7 * Math.max(...labels.map((label) => label.length), 2);
    const bottom = height - 38;
    const [first, last] = figure.range;
    const end = Math.max(last, first + 1);
    this.x = scale(first, end, left + 4, width - 18);
    this.y = scale(ends[0], ends[1], bottom, figure.stages.length > 1 ? 28 : 12, log);
    marks.forEach((value, i) => {
      const y = this.y(value).toFixed(1);
      this.svg.append(
        shape('path', { class: 'grid', d: `M${left},${y}H${width - 14}` }),
        shape('text', { class: 'tick', x: left - 6, y: Number(y) + 4, 'text-anchor': 'end' },
          labels[i]));
    });
    for (const value of ticks(first, end, Math.max(2, width / 90))) {
      const x = this.x(value).toFixed(1);
      this.svg.append(
        shape('path', { class: 'axis', d: `M${x},${bottom}v5` }),
        shape('text', { class: 'tick', x, y: bottom + 19, 'text-anchor': 'middle' },
          formatStep(value)));
    }
    this.svg.append(
      shape('path', { class: 'axis', d: `M${left},${bottom}H${width - 14}` }),
      shape('text', {
        class: 'tick', x: (left + width) / 2, y: height - 4, 'text-anchor': 'middle',
      }, figure.axis));
    this.stages(width, bottom);
  }

  stages(width, bottom) {
    const { stages, range } = this.figure;
    if (stages.length < 2) return;
    stages.forEach((stage, i) => {
      const from = Math.max(range[0], i === 0 ? stage.first : stages[i - 1].last);
      const to = Math.min(range[1], stage.last);
      if (i > 0) {
        this.svg.append(
          shape('path', { class: 'stage', d: `M${this.x(from).toFixed(1)},8V${bottom}` }));
      }
      if (this.x(to) - this.x(from) > 60) {
        this.svg.append(
          shape('text', {
            class: 'tick stage-name', x: this.x((from + to) / 2), y: 18, 'text-anchor': 'middle',
          }, inert(stage.name)));
      }
    });
  }

  line(line, log) {
    const place = (value) => (log && value <= 0 ? NaN : this.y(value));
    if (log) this.dropped += line.y.filter((value) => value <= 0).length;
    const xs = line.x.map((value) => this.x(value));
    const tone = 'c' + (line.colour % 7);
    const dash = DASHES[line.colour % DASHES.length];
    line.low.forEach((low, i) => {
      if (log && low <= 0) return;
      this.svg.append(shape('path', {
        class: 'spread ' + tone,
        d: `M${xs[i].toFixed(1)},${this.y(low).toFixed(1)}V${this.y(line.high[i]).toFixed(1)}`,
      }));
    });
    const window = windowOf(line, settings.smoothing);
    line.shown = line.y.slice();
    for (const [from, to] of parts(line, this.figure.stages)) {
      const x = xs.slice(from, to);
      const y = line.y.slice(from, to);
      if (window > 1) {
        const mean = smoothed(y, window);
        for (let i = from; i < to; i++) line.shown[i] = mean[i - from];
        this.svg.append(shape('path', { class: 'each ' + tone, d: pathOf(x, y.map(place)) }));
        this.svg.append(shape('path', {
          class: 'curve ' + tone, 'stroke-dasharray': dash, d: pathOf(x, mean.map(place)),
        }));
      } else {
        this.svg.append(shape('path', {
          class: 'curve ' + tone, 'stroke-dasharray': dash, d: pathOf(x, y.map(place)),
        }));
      }
    }
    if (line.marked || line.y.length === 1) {
      line.y.forEach((value, i) => {
        if (log && value <= 0) return;
        this.svg.append(shape('circle', {
          class: 'dot ' + tone, cx: xs[i].toFixed(1), cy: this.y(value).toFixed(1), r: 3.5,
        }));
      });
    }
  }

  /** Steps of all lines, rising. */
  get places() {
    this.allPlaces ??= [...new Set(this.figure.lines.flatMap((line) => line.x))].sort((a, b) => a - b);
    return this.allPlaces;
  }

  point(event) {
    if (!this.x) return;
    const box = this.svg.getBoundingClientRect();
    const value = this.x.value(event.clientX - box.left);
    const places = this.places;
    let best = 0;
    for (let i = 1; i < places.length; i++) {
      if (Math.abs(places[i] - value) < Math.abs(places[best] - value)) best = i;
    }
    this.mark(best);
  }

  key(event) {
    const last = this.places.length - 1;
    const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -last, End: last };
    if (event.key === 'Escape') this.mark(null);
    if (!(event.key in moves) || !this.x) return;
    event.preventDefault();
    const from = this.at ?? (moves[event.key] > 0 ? -1 : last + 1);
    this.mark(Math.min(last, Math.max(0, from + moves[event.key])));
  }

  /** Shows the values of all lines at a step. */
  mark(at) {
    this.at = at;
    this.cursor.replaceChildren();
    this.readout.hidden = at === null;
    if (at === null) return;
    const step = this.places[at];
    const x = this.x(step);
    const bottom = 270 - 38;
    this.cursor.append(shape('path', { class: 'hair', d: `M${x.toFixed(1)},8V${bottom}` }));
    const lines = [element('strong', { text: `${this.figure.axis.split('   ')[0]} ${number(step)}` })];
    for (const line of this.figure.lines) {
      const i = line.x.indexOf(step);
      if (i < 0) continue;
      const window = windowOf(line, settings.smoothing);
      const range = line.low.length > 0
        ? ` (${formatValue(this.figure, line.low[i])} to ${formatValue(this.figure, line.high[i])})`
        : window > 1 ? ` (mean ${formatValue(this.figure, line.shown[i])})` : '';
      lines.push(element('span', {},
        element('i', { class: 'swatch c' + (line.colour % 7) }),
        `${inert(line.label)}: ${formatValue(this.figure, line.y[i])}${range}`));
      const y = this.y(line.y[i]);
      if (Number.isFinite(y)) {
        this.cursor.append(shape('circle', {
          class: 'dot c' + (line.colour % 7), cx: x.toFixed(1), cy: y.toFixed(1), r: 4.5,
        }));
      }
    }
    this.readout.replaceChildren(...lines);
    const right = x > this.holder.clientWidth / 2;
    this.readout.style.left = right ? 'auto' : `${x + 12}px`;
    this.readout.style.right = right ? `${this.holder.clientWidth - x + 12}px` : 'auto';
  }
}

/** Draws the curves of the page anew when they come into view, and again when a setting changes. */
const startCurves = async () => {
  const figures = await decompress('curve-data');
  const curves = new Map();
  const draw = (holder) => {
    if (!curves.has(holder)) curves.set(holder, new Curve(holder, figures[holder.dataset.figure]));
  };
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) draw(entry.target);
  }, { rootMargin: '500px' });
  const sized = new ResizeObserver((entries) => {
    for (const entry of entries) {
      const curve = curves.get(entry.target);
      if (curve && entry.contentRect.width > 0
          && Math.abs(curve.svg.viewBox.baseVal.width - entry.contentRect.width) > 1) {
        curve.draw();
      }
    }
  });
  for (const holder of document.querySelectorAll('.drawing[data-figure]')) {
    seen.observe(holder);
    sized.observe(holder);
  }
  const redraw = () => curves.forEach((curve) => curve.draw());
  byId('scale-log').addEventListener('change', (event) => {
    settings.logarithmic = event.target.checked;
    redraw();
  });
  byId('smoothing').addEventListener('change', (event) => {
    settings.smoothing = event.target.value;
    redraw();
  });
  byId('curve-settings').hidden = false;
};
