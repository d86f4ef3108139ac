/* Axes of curves: linear or logarithmic scales, round ticks, smoothing. */

/** Round numbers between two ends, about `wanted` of them. */
const ticks = (low, high, wanted) => {
  const rough = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const unit = [1, 2, 5, 10].map((f) => f * power).find((step) => step >= rough * 0.999);
  const found = [];
  for (let k = Math.ceil(low / unit - 1e-9); k * unit <= high + unit * 1e-9; k++) {
    found.push(Number((k * unit).toPrecision(12)));
  }
  return found;
};

/** Powers of ten between two ends; with few of them, 2 and 5 times the powers too. */
const powers = (low, high) => {
  const found = [];
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const every = Math.ceil((last - first) / 6);
  const parts = last - first <= 2 ? [1, 2, 5] : [1];
  for (let p = first; p <= last; p += every) {
    for (const part of parts) {
      const value = part * 10 ** p;
      if (value >= low * 0.999 && value <= high * 1.001) found.push(value);
    }
  }
  return found;
};

/** A scale from values to pixels. */
const scale = (low, high, from, to, logarithmic) => {
  const inner = logarithmic ? Math.log10 : (v) => v;
  const a = inner(low);
  const b = inner(high);
  const size = b - a || 1;
  const at = (value) => from + ((inner(value) - a) / size) * (to - from);
  at.value = (pixel) => a + ((pixel - from) / (to - from)) * size;
  return at;
};

/** Ends of the y axis: shares span 0 to 1; other axes hold zero if that does not flatten the curve. */
const span = (figure, logarithmic) => {
  let low = Infinity;
  let high = -Infinity;
  for (const line of figure.lines) {
    for (const values of [line.y, line.low, line.high]) {
      for (const value of values) {
        if (logarithmic && value <= 0) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
  }
  if (low > high) return null;
  if (logarithmic) return low === high ? [low / 2, high * 2] : [low / 1.1, high * 1.1];
  if (figure.percent && low >= 0 && high > 0.4 && high <= 1) return [0, 1];
  if (low === high) {
    return low === 0 ? [0, 1] : [low - Math.abs(low) / 2, high + Math.abs(high) / 2];
  }
  if (low > 0 && low < high / 2) low = 0;
  if (high < 0 && high > low / 2) high = 0;
  const size = high - low;
  return [low === 0 ? 0 : low - 0.05 * size, high === 0 ? 0 : high + 0.05 * size];
};

/** Mean of each value and its neighbours; at the ends, of the existing neighbours. */
const smoothed = (values, window) => {
  const reach = Math.floor(window / 2);
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + values[i];
  return values.map((value, i) => {
    const from = Math.max(0, i - reach);
    const to = Math.min(values.length, i + reach + 1);
    return (sums[to] - sums[from]) / (to - from);
  });
};

/** Number of points that are averaged: 0 for none. `automatic` is the rule of the Java class Series. */
const windowOf = (line, wanted) => {
  if (line.marked || line.low.length > 0) return 0;
  if (wanted !== 'automatic') return Number(wanted);
  return line.y.length < 40 ? 0 : Math.min(51, Math.max(5, Math.floor(line.y.length / 20)) | 1);
};

/** Places where a line begins anew, because a stage begins. */
const parts = (line, stages) => {
  const stageOf = (x) => stages.filter((stage) => stage.last < x).length;
  const cuts = [0];
  if (!line.marked && line.low.length === 0) {
    for (let i = 1; i < line.x.length; i++) {
      if (stageOf(line.x[i]) !== stageOf(line.x[i - 1])) cuts.push(i);
    }
  }
  return cuts.map((from, i) => [from, cuts[i + 1] ?? line.x.length]);
};

const formatValue = (figure, value) =>
  figure.percent ? number(Number((100 * value).toFixed(2))) + ' %' : number(value);

const formatStep = (value) => {
  const trimmed = (v, digits) => String(Number(v.toFixed(digits)));
  if (value >= 1e6) return trimmed(value / 1e6, 6) + 'M';
  return value >= 1e4 ? trimmed(value / 1e3, 3) + 'k' : number(value);
};
