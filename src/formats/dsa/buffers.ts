/** The buffers of a dsa-problem: several intervals of one become a lifetime with gaps. */
import type { Gap } from "../../problem/index.js";
import { clip } from "../errors.js";
import { type Ends, setLifetime } from "../fields.js";
import type { JsonFile } from "../json/file.js";
import type { Path } from "../json/walk.js";
import type { Pool } from "./pools.js";

export const BUFFERS: Path = ["problem", "buffers"];

/** Half-open. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

export interface DsaBuffer {
  /** Position in the file's list. */
  readonly index: number;
  /** Its number, by which constraints name it. */
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly alignment: number;
  /** Numbers of the pools that it may lie in. */
  readonly pools: readonly number[];
  /** In order and apart from each other; the only one may be empty. */
  readonly intervals: readonly Interval[];
  /** Intervals as the file lists them. */
  readonly intervalCount: number;
}

/** Buffers in the order of the file. @throws FormatError */
export function readBuffers(
  file: JsonFile,
  list: readonly unknown[],
  pools: ReadonlyMap<number, Pool>,
  lifetime: Ends,
): readonly DsaBuffer[] {
  const seen = new Set<number>();
  return list.map((value, index) => {
    const buffer = readBuffer(file, value, index, pools, lifetime);
    if (seen.has(buffer.id)) {
      file.fail([...BUFFERS, index, "id"], `buffer ${index} (counted from 0): id ${buffer.id} is used twice`);
    }
    seen.add(buffer.id);
    return buffer;
  });
}

function readBuffer(
  file: JsonFile,
  value: unknown,
  index: number,
  pools: ReadonlyMap<number, Pool>,
  lifetime: Ends,
): DsaBuffer {
  const path: Path = [...BUFFERS, index];
  const buffer = file.object(value, path, `buffer ${index} (counted from 0)`);
  const name = typeof buffer.name === "string" ? buffer.name : "";
  const what = (key: string): string => `buffer ${name === "" ? `${index} (counted from 0)` : clip(name)}: ${key}`;
  const integer = (key: string): number => file.integer(buffer[key], [...path, key], what(key));
  const listOf = (key: string): readonly unknown[] => {
    const list = file.array(buffer[key], [...path, key], what(key));
    if (list.length === 0) file.fail([...path, key], what(`${key} is empty`));
    return list;
  };
  const intervals = readIntervals(file, listOf("live_intervals"), [...path, "live_intervals"], what, lifetime);
  const allowed: number[] = [];
  for (const [k, each] of listOf("allowed_pools").entries()) {
    const at: Path = [...path, "allowed_pools", k];
    const number = file.integer(each, at, what("pool"));
    if (!pools.has(number)) file.fail(at, what(`there is no pool ${number}`));
    if (allowed.includes(number)) file.fail(at, what(`pool ${number} is listed twice`));
    allowed.push(number);
  }
  return {
    index,
    id: integer("id"),
    name,
    size: integer("size"),
    alignment: buffer.alignment === undefined ? 1 : integer("alignment"),
    pools: allowed,
    intervals: united(intervals),
    intervalCount: intervals.length,
  };
}

function readIntervals(
  file: JsonFile,
  list: readonly unknown[],
  path: Path,
  what: (key: string) => string,
  lifetime: Ends,
): Interval[] {
  return list.map((each, k) => {
    const at: Path = [...path, k];
    const interval = file.object(each, at, what(`live interval ${k} (counted from 0)`));
    const first = file.integer(interval.lower, [...at, "lower"], what("lower"));
    const last = file.integer(interval.upper, [...at, "upper"], what("upper"));
    const read = { lower: 0, upper: 0 };
    setLifetime(read, lifetime, first, last);
    // An only interval is the lifetime, which the problem's own check judges.
    if (list.length > 1 && read.upper < read.lower) {
      file.fail([...at, "upper"], what(`upper must be ≥ lower, got [${first}, ${last})`));
    }
    return read;
  });
}

/** Intervals in order, those that overlap or touch as one, empty ones left out unless all are. */
function united(intervals: readonly Interval[]): readonly Interval[] {
  if (intervals.length === 1) return intervals;
  const lives = intervals.filter(({ lower, upper }) => lower < upper).sort((a, b) => a.lower - b.lower);
  const found: { lower: number; upper: number }[] = [];
  for (const { lower, upper } of lives) {
    const last = found.at(-1);
    if (last !== undefined && lower <= last.upper) last.upper = Math.max(last.upper, upper);
    else found.push({ lower, upper });
  }
  return found.length > 0 ? found : intervals.slice(0, 1);
}

/** From the first interval to the last. */
export function lifetimeOf({ intervals }: DsaBuffer): Interval {
  return { lower: intervals[0]!.lower, upper: intervals.at(-1)!.upper };
}

/** What lies between the intervals. */
export function gapsOf({ intervals }: DsaBuffer): Gap[] {
  return intervals.slice(1).map(({ lower }, i) => ({ lower: intervals[i]!.upper, upper: lower }));
}

/** True if intervals of the two overlap; an empty one overlaps none. */
export function liveTogether(one: DsaBuffer, other: DsaBuffer): boolean {
  const [a, b] = [one.intervals, other.intervals];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i]!.upper <= b[j]!.lower) i++;
    else if (b[j]!.upper <= a[i]!.lower) j++;
    else return isLife(a[i]!) && isLife(b[j]!);
  }
  return false;
}

function isLife({ lower, upper }: Interval): boolean {
  return lower < upper;
}
