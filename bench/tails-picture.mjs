/** Heavy tails as a picture: which share of the runs is not done after so many steps, both axes logarithmic. */

/**
 * @typedef {object} Curve
 * @property {string} name
 * @property {readonly number[]} steps of each run; Infinity where it did not end
 *
 * @typedef {object} Panel
 * @property {string} title
 * @property {readonly Curve[]} curves
 */

const PANEL = { width: 380, height: 260, left: 52, top: 36, gap: 450, below: 40 };
const LINE = 16;
const COLOURS = ["#888888", "#3b6fb6", "#c0602b", "#4c8c4a", "#8a5aa8", "#333333"];
/** Steps at which the axis begins: no search of a hard instance ends before. */
const FIRST = 10;

/**
 * The points at which a curve turns: after each number of steps at which runs end, the share of the runs that goes on.
 *
 * @param {readonly number[]} steps Infinity where a run did not end
 * @returns {{ readonly steps: number, readonly share: number }[]} rising steps, falling shares above 0
 */
export function unsolved(steps) {
  const ended = steps.filter(Number.isFinite).sort((a, b) => a - b);
  return [...new Set(ended)]
    .map((at) => ({ steps: at, share: steps.filter((each) => each > at).length / steps.length }))
    .filter(({ share }) => share > 0);
}

/**
 * @param {readonly Panel[]} panels side by side
 * @returns {string} SVG
 */
export function tailsPicture(panels) {
  const most = Math.max(0, ...panels.map(({ curves }) => curves.length));
  const width = PANEL.gap * panels.length;
  const height = PANEL.top + PANEL.height + PANEL.below + LINE * most;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" \
font-size="11" role="img">
<title>Share of the runs that are not done after so many steps, both axes logarithmic</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${panels.map((panel, i) => panelPicture(panel, i * PANEL.gap + PANEL.left)).join("\n")}
</svg>
`;
}

/**
 * @param {Panel} panel
 * @param {number} left
 */
function panelPicture({ title, curves }, left) {
  const { top, width, height } = PANEL;
  const bottom = top + height;
  const runs = Math.max(1, ...curves.map(({ steps }) => steps.length));
  const longest = Math.max(FIRST * 10, ...curves.flatMap(({ steps }) => steps.filter(Number.isFinite)));
  const decades = Math.ceil(Math.log10(longest / FIRST));
  // Down to one run of all.
  const depth = Math.max(1, Math.ceil(Math.log10(runs)));
  /** @type {(steps: number) => number} */
  const x = (steps) => left + (width * Math.log10(Math.max(FIRST, steps) / FIRST)) / decades;
  /** @type {(share: number) => number} */
  const y = (share) => bottom - height * (1 + Math.log10(share) / depth);
  const columns = Array.from({ length: decades + 1 }, (_, i) => {
    const steps = FIRST * 10 ** i;
    const at = x(steps).toFixed(1);
    return `<line x1="${at}" x2="${at}" y1="${top}" y2="${bottom}" stroke="#dddddd"/>
<text x="${at}" y="${bottom + 14}" text-anchor="middle">${steps.toLocaleString("en-US")}</text>`;
  });
  const rows = Array.from({ length: depth + 1 }, (_, i) => {
    const at = y(10 ** -i).toFixed(1);
    return `<line x1="${left}" x2="${left + width}" y1="${at}" y2="${at}" stroke="#dddddd"/>
<text x="${left - 5}" y="${Number(at) + 4}" text-anchor="end">${100 / 10 ** i} %</text>`;
  });
  const lines = curves.map(({ name, steps }, i) => {
    const colour = COLOURS[i % COLOURS.length];
    const line = bottom + PANEL.below + LINE * i;
    return `<polyline points="${stairs(unsolved(steps), x, y, left)}" fill="none" stroke="${colour}" stroke-width="2"/>
<rect x="${left}" y="${line - 6}" width="14" height="4" fill="${colour}"/>
<text x="${left + 20}" y="${line}">${name}</text>`;
  });
  return `<text x="${left}" y="${top - 14}" font-weight="bold">${title}: not done after so many steps</text>
${[...columns, ...rows, ...lines].join("\n")}`;
}

/**
 * @param {ReturnType<typeof unsolved>} points
 * @param {(steps: number) => number} x
 * @param {(share: number) => number} y
 * @param {number} left
 */
function stairs(points, x, y, left) {
  let level = y(1);
  const corners = [`${left},${level.toFixed(1)}`];
  for (const { steps, share } of points) {
    const at = x(steps).toFixed(1);
    corners.push(`${at},${level.toFixed(1)}`);
    level = y(share);
    corners.push(`${at},${level.toFixed(1)}`);
  }
  return corners.join(" ");
}
