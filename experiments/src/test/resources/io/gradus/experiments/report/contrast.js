// Texts whose contrast with their background is below 4.5 (WCAG 2.1, 1.4.3).
const parse = (colour) => {
  const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
  return { r, g, b, a };
};
const over = (top, under) => ({
  r: top.r * top.a + under.r * (1 - top.a),
  g: top.g * top.a + under.g * (1 - top.a),
  b: top.b * top.a + under.b * (1 - top.a),
  a: 1,
});
const luminance = ({ r, g, b }) => {
  const part = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
};
const background = (element) => {
  if (!element) return parse('rgb(255, 255, 255)');
  const own = parse(getComputedStyle(element).backgroundColor);
  return own.a === 1 ? own : over(own, background(element.parentElement));
};
const faults = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.parentElement;
  if (!node.data.trim() || element.closest('script, style, noscript') || !element.checkVisibility()) continue;
  const style = getComputedStyle(element);
  const under = background(element);
  const drawn = element instanceof SVGElement ? style.fill : style.color;
  const text = over({ ...parse(drawn), a: parse(drawn).a * Number(style.opacity) }, under);
  const [light, dim] = [luminance(text), luminance(under)].sort((a, b) => b - a);
  const contrast = (light + 0.05) / (dim + 0.05);
  if (contrast < 4.5) faults.push(`${contrast.toFixed(2)} ${element.className} ${node.data.trim().slice(0, 40)}`);
}
return [...new Set(faults)].slice(0, 10);
