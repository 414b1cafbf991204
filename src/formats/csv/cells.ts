/** What the cells of constraints hold in CSV, and how they are written: gaps, clocks, aliases, yes and no. */
import type { Alias, Buffer, Gap } from "../../problem/index.js";
import { clip } from "../errors.js";
import { type Ends, setLifetime } from "../fields.js";
import { integerOf } from "../table.js";

/** Throws for a fault at a position within the cell. */
export type FailIn = (at: number, detail: string) => never;

const INTEGER = "-?(?:\\d+|0x[0-9a-f]+)";
const GAP = new RegExp(`^(${INTEGER})-(${INTEGER})(?:@(${INTEGER}):(${INTEGER}))?$`, "i");

/**
 * Gaps as MiniMalloc writes them, with blanks between them: `2-4` is [2, 4), and in `2-4@0:16` the bytes [0, 16) are
 * needed. Times end as those of the file's lifetimes do.
 */
export function gapsOf(cell: string, ends: Ends, fail: FailIn): Gap[] {
  const gaps: Gap[] = [];
  for (const { 0: text, index } of cell.matchAll(/\S+/g)) {
    const [, ...parts] = GAP.exec(text) ?? fail(index, `${clip(text)} is not of the form 2-4 or 2-4@0:16`);
    const [first, last, from, to] = parts.map((part) => {
      if (part === undefined) return undefined;
      const value = integerOf(part);
      return Number.isFinite(value) ? value : fail(index, `${clip(text)} has a number beyond ±(2^53 − 1)`);
    });
    const times = { lower: 0, upper: 0 };
    setLifetime(times, ends, first!, last!);
    gaps.push({ ...times, ...(from !== undefined && to !== undefined && { from, to }) });
  }
  return gaps;
}

export function gapsText(gaps: readonly Gap[]): string {
  const textOf = ({ lower, upper, from, to }: Gap): string =>
    `${lower}-${upper}${from === undefined || to === undefined ? "" : `@${from}:${to}`}`;
  return gaps.map(textOf).join(" ");
}

/** The entries of a vector clock as OmniMalloc writes it: `0:3:1`. */
export function clockOf(cell: string, fail: FailIn): number[] {
  let at = 0;
  return cell.split(":").map((part) => {
    const value = integerOf(part.trim());
    if (!Number.isFinite(value)) fail(at, `must be integers with ":" between them, got ${clip(cell)}`);
    at += part.length + 1;
    return value;
  });
}

/** The times of a buffer with a clock: the sums of its entries. */
export function clockTimes(
  lower: readonly number[],
  upper: readonly number[],
): Pick<Buffer, "lower" | "upper" | "clock"> {
  const sum = (entries: readonly number[]): number => entries.reduce((total, entry) => total + entry, 0);
  return { lower: sum(lower), upper: sum(upper), clock: { lower, upper } };
}

/** `a+16`, or `a` alone: an id that there is counts before what it could be besides. */
export function aliasOf(buffer: string, cell: string, ids: ReadonlySet<string>, fail: FailIn): Alias {
  if (ids.has(cell)) return { buffer, of: cell, at: 0 };
  const [, of = cell, at = "0"] = /^(.+)\+\s*(-?\d+)$/s.exec(cell) ?? [];
  const known = [of, of.trim()].find((id) => ids.has(id));
  const bytes = integerOf(at);
  if (!Number.isFinite(bytes)) fail(0, `${clip(cell)} has a number beyond ±(2^53 − 1)`);
  return { buffer, of: known ?? fail(0, `names ${clip(of)}, and there is no such buffer`), at: bytes };
}

/** As `aliasOf` reads it. Zeros are put before the number as long as the text is some buffer's id. */
export function aliasText({ of, at = 0 }: Alias, ids: ReadonlySet<string>): string {
  if (at === 0) return of;
  const sign = at < 0 ? "-" : "";
  let digits = String(Math.abs(at));
  while (ids.has(`${of}+${sign}${digits}`)) digits = `0${digits}`;
  return `${of}+${sign}${digits}`;
}

/** `true`, `yes` or `1`, and their opposites. */
export function flagOf(cell: string, fail: FailIn): boolean {
  const word = cell.trim().toLowerCase();
  if (word === "true" || word === "yes" || word === "1") return true;
  if (word === "false" || word === "no" || word === "0") return false;
  return fail(0, `must be true or false, got ${clip(cell)}`);
}
