/** What the heading of a problem with constraints says: its facts, and what the picture does not show. */

import type { Model, Pair } from "../model/model.js";
import type { Memory } from "../problem/index.js";
import type { DrawOptions } from "./options.js";
import { formatCount } from "./units.js";

/** Between two facts of one line. */
export const DOT = "  ·  ";
/** Of the font size: a generous mean width of a letter. */
const LETTER = 0.62;

/** Facts as lines of at most `room` pixels; one that is longer alone has a line of its own, cut at its end. */
export function linesOf(facts: readonly string[], fontSize: number, room: number): string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const longer = `${lines.at(-1)}${DOT}${fact}`;
    if (lines.length > 0 && widthOf(longer, fontSize) <= room) lines[lines.length - 1] = longer;
    else lines.push(cut(fact, fontSize, room));
  }
  return lines;
}

/** A text of at most `room` pixels, which ends in "…" where it had to be cut. */
export function cut(text: string, fontSize: number, room: number): string {
  if (widthOf(text, fontSize) <= room) return text;
  const letters = Math.max(1, Math.floor(room / (fontSize * LETTER)) - 1);
  return `${[...text].slice(0, letters).join("").trimEnd()}…`;
}

/** Pixels, generously. */
export function widthOf(text: string, fontSize: number): number {
  return text.length * fontSize * LETTER;
}

/** What binds buffers without being drawn, and how times of clocks are drawn; none where there is nothing to say. */
export function notesOf({ problem, pairs, exclusive }: Model): string[] {
  const number: Partial<Record<Pair["rule"], number>> = {};
  for (const { rule } of pairs) number[rule] = (number[rule] ?? 0) + 1;
  const { apart = 0, reuse = 0, banks = 0 } = number;
  const alone = exclusive.reduce((sum, is) => sum + is, 0);
  const hidden = [
    ...(apart === 0 ? [] : [`${count(apart, "pair", "pairs")} apart`]),
    ...(reuse === 0 ? [] : [`${count(reuse, "pair", "pairs")} with a cost of reuse`]),
    ...(banks === 0 ? [] : [`${count(banks, "pair", "pairs")} in no common bank`]),
    ...(alone === 0 ? [] : [count(alone, "exclusive buffer", "exclusive buffers")]),
  ];
  return [
    ...(hidden.length === 0 ? [] : [`not drawn: ${hidden.join(", ")}`]),
    ...(problem.buffers.some(({ clock }) => clock !== undefined) ? ["times are the sums of clocks' entries"] : []),
  ];
}

/** What a memory is besides its id and its peak. */
export function memoryFacts({ capacity = Infinity, base = 0, bank = 0 }: Memory): string[] {
  return [
    ...(capacity === Infinity ? [] : [`capacity ${formatCount(capacity)} B`]),
    ...(base === 0 ? [] : [`from address ${formatCount(base)} on`]),
    ...(bank === 0 ? [] : [`banks of ${formatCount(bank)} B`]),
  ];
}

export function memoriesFact(all: number, empty: number): string {
  return `${count(all, "memory", "memories")}${empty === 0 ? "" : `, ${formatCount(empty)} of them empty`}`;
}

/** What the values of terms are told in; costs are plain numbers. */
const TOLD_IN: Readonly<Record<string, (value: number) => string>> = {
  moved: (bytes) => `${formatCount(bytes)} B`,
  time: (picoseconds) => `${picoseconds / 1e9} ms`,
};

export function termFact({ term, value, bound }: NonNullable<DrawOptions["terms"]>[number]): string {
  const tell = TOLD_IN[term] ?? formatCount;
  return `${term} ${tell(value)}${bound < value ? ` ≥ ${tell(bound)}` : ""}`;
}

export function count(number: number, one: string, many: string): string {
  return `${formatCount(number)} ${number === 1 ? one : many}`;
}
