import type { Problem } from "../../problem/index.js";

/** Centimetres that the picture is wide and high. */
const [WIDTH, HEIGHT] = [17, 8.5];

/**
 * A plan as a document of LaTeX, as MiniMalloc prints it: a rectangle for each piece of a lifetime between gaps, and
 * one for the memory. Coordinates are single floats with six digits, as there.
 */
export function tikzOf({ buffers, capacity = 0 }: Problem, ids: readonly string[], offsets: ArrayLike<number>): string {
  const first = buffers.reduce((least, { lower }) => Math.min(least, lower), 2 ** 31 - 1);
  const last = buffers.reduce((most, { upper }) => Math.max(most, upper), 0);
  const across = Math.fround(WIDTH / (last - first));
  const up = Math.fround(HEIGHT / capacity);
  const x = (time: number): number => Math.fround(across * Math.fround(time - first));
  const y = (bytes: number): number => Math.fround(up * Math.fround(bytes));
  const point = (left: number, low: number): string => `(${shown(left)},${shown(low)})`;
  const lines = [
    "",
    "\\documentclass[tikz]{standalone}",
    "\\usepackage{tikz}",
    "\\usepackage{pgfplots}",
    "\\begin{document}",
    "\\begin{tikzpicture}",
  ];
  for (const [b, { lower, upper, size, gaps = [] }] of buffers.entries()) {
    for (let i = 0; i <= gaps.length; i++) {
      const begin = i === 0 ? lower : gaps[i - 1]!.upper;
      const end = i === gaps.length ? upper : gaps[i]!.lower;
      if (begin === end) continue;
      const [left, low] = [x(begin), y(offsets[b]!)];
      const [width, height] = [Math.fround(across * Math.fround(end - begin)), y(size)];
      const corners = `${point(left, low)} rectangle ${point(Math.fround(left + width), Math.fround(low + height))}`;
      lines.push(`\\fill[lightgray,draw=darkgray] ${corners};  % height = ${shown(height)}, ID = ${ids[b]}`);
    }
  }
  const whole = point(x(last), y(capacity));
  lines.push(`\\fill[draw=black,fill opacity=0,thick] (0,0) rectangle ${whole};`);
  lines.push("\\end{tikzpicture}", "\\end{document}");
  return `${lines.join("\n")}\n`;
}

/** Six digits that count, without zeros at the end, as streams of C++ have it. */
function shown(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value === 0) return "0";
  const exponent = Number(value.toExponential(5).split("e")[1]);
  if (exponent >= -4 && exponent < 6) return String(Number(value.toPrecision(6)));
  const [digits, power] = value.toExponential(5).split("e") as [string, string];
  return `${Number(digits)}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}
