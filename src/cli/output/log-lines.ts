import { onOneLine, wrap } from "./prose.js";
import type { Colours } from "./screen.js";

/** pino's levels. */
const LEVELS: Readonly<Record<number, string>> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};
const [WARN, ERROR] = [40, 50];

/** A line of the service's log for people: time of day, level, what happened, and the other fields as `name=value`. */
export function readableLine(json: string, colours: Colours, width: number): string {
  const { level, time, msg, service: _, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const paint = Number(level) >= ERROR ? colours.red : Number(level) >= WARN ? colours.yellow : colours.green;
  const clock = new Date(Number(time)).toTimeString().slice(0, 8);
  const name = (LEVELS[Number(level)] ?? String(level)).padEnd(5);
  const head = `${colours.dim(clock)} ${paint(name)} ${onOneLine(String(msg))}`;
  const facts = Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${colours.dim(`${name}=`)}${valueText(value)}`);
  return `${wrap(`${head} ${facts.join("")}`, width, 4)}\n`;
}

/** In quotes where it would fall apart. A stack keeps its lines. */
function valueText(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  if (value.includes("\n")) return `\n    ${value.split("\n").map(onOneLine).join("\n    ")}`;
  return /^[^\s"=]+$/.test(value) ? onOneLine(value) : onOneLine(JSON.stringify(value));
}
