import type { Curves } from "./models.js";

const WIDTH = 900;
const PANEL = { width: 280, height: 200, left: 46, top: 40, gap: 300 };
const COLORS: Readonly<Record<string, string>> = { linear: "#3b6fb6", network: "#c0602b", trees: "#4c8c4a" };

/**
 * Losses on the training set (thin) and on the validation set (thick) over epochs or trees, a panel for each role, as
 * SVG.
 */
export function curvesPicture(curves: readonly Curves[]): string {
  const roles = [...new Set(curves.map(({ role }) => role))];
  const panels = roles.map((role, i) =>
    panel(
      role,
      curves.filter((curve) => curve.role === role),
      i * PANEL.gap,
    ),
  );
  const height = PANEL.top + PANEL.height + 60;
  const size = `viewBox="0 0 ${WIDTH} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="11" role="img">
<title>Learning curves: losses of linear models, networks and trees</title>
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${panels.join("\n")}
</svg>
`;
}

function panel(role: string, curves: readonly Curves[], shift: number): string {
  const left = shift + PANEL.left;
  const { top, width, height } = PANEL;
  const inner = width - PANEL.left;
  const losses = curves.flatMap(({ points }) => points.flatMap((point) => [point.trainLoss, point.validationLoss]));
  const low = Math.min(...losses);
  const high = Math.max(...losses);
  const y = (loss: number): string => (top + height - (height * (loss - low)) / (high - low || 1)).toFixed(1);
  const lines = curves.flatMap(({ kind, points }) => {
    const last = points.at(-1)?.epoch ?? 1;
    const x = (epoch: number): string => (left + (inner * epoch) / last).toFixed(1);
    const path = (of: "trainLoss" | "validationLoss"): string =>
      points.map((point) => `${x(point.epoch)},${y(point[of])}`).join(" ");
    const color = COLORS[kind] ?? "#555555";
    return [
      `<polyline points="${path("trainLoss")}" fill="none" stroke="${color}" stroke-width="1" stroke-dasharray="3 3"/>`,
      `<polyline points="${path("validationLoss")}" fill="none" stroke="${color}" stroke-width="2"/>`,
    ];
  });
  const legend = curves.map(({ kind }, i) => {
    const at = left + i * 75;
    const below = top + height + 34;
    const mark = `<rect x="${at}" y="${below - 8}" width="10" height="4" fill="${COLORS[kind] ?? "#555555"}"/>`;
    return `${mark}<text x="${at + 14}" y="${below - 3}">${kind}</text>`;
  });
  return `<text x="${left}" y="${top - 14}" font-weight="bold">${role}: loss (dashed: training)</text>
<rect x="${left}" y="${top}" width="${inner}" height="${height}" fill="none" stroke="#999999"/>
<text x="${left - 4}" y="${top + 8}" text-anchor="end">${high.toFixed(2)}</text>
<text x="${left - 4}" y="${top + height}" text-anchor="end">${low.toFixed(2)}</text>
<text x="${left + inner / 2}" y="${top + height + 14}" text-anchor="middle">share of the training</text>
${lines.join("\n")}
${legend.join("\n")}`;
}
