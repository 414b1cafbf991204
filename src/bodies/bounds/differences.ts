import { gcd } from "../../problem/index.js";
import type { BodyProblem } from "../body-problem.js";

/**
 * What two bodies may not do, as sets of differences d = offset(b) − offset(a).
 *
 * Alignments and fixed offsets leave only some differences at all, a lattice: d = residue + k · step. Two sets that
 * forbid the same points of the lattice are the same rule, so each is rounded out to it: what is left of "apart by 8
 * bytes" where everything is aligned to 32 may be no more than "share no byte".
 */
export interface Lattice {
  /** 0 where both are fixed: `residue` is the only difference. */
  readonly step: number;
  readonly residue: number;
}

/** Open intervals (low, high), flat, ascending, with an allowed difference between any two. */
export type Differences = readonly number[];

type Places = Pick<BodyProblem, "modulus" | "residue" | "fixedOffset">;

/** The differences that alignments and fixed offsets leave. */
export function latticeOf({ modulus, residue, fixedOffset }: Places, a: number, b: number): Lattice {
  const [x, y] = [fixedOffset[a]!, fixedOffset[b]!];
  const step = gcd(x < 0 ? modulus[a]! : 0, y < 0 ? modulus[b]! : 0);
  const difference = (y < 0 ? residue[b]! : y) - (x < 0 ? residue[a]! : x);
  return { step, residue: step === 0 ? difference : positive(difference % step, step) };
}

/** The intervals (low, high), flat and in any order, as the lattice sees them: rounded out, joined, empty ones gone. */
export function unionOf(intervals: readonly number[], { step, residue }: Lattice): Differences {
  if (step === 0) {
    for (let i = 0; i < intervals.length; i += 2) {
      if (intervals[i]! < residue && residue < intervals[i + 1]!) return [residue - 1, residue + 1];
    }
    return [];
  }
  const rounded: [number, number][] = [];
  for (let i = 0; i < intervals.length; i += 2) {
    const low = intervals[i]! - positive((intervals[i]! - residue) % step, step);
    const high = intervals[i + 1]! + positive((residue - intervals[i + 1]!) % step, step);
    if (high - low > step) rounded.push([low, high]);
  }
  rounded.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const union: number[] = [];
  for (const [low, high] of rounded) {
    const last = union.length - 1;
    if (last > 0 && low < union[last]!) union[last] = Math.max(union[last]!, high);
    else union.push(low, high);
  }
  return union;
}

/** Whether two unions of one lattice forbid the same. */
export function sameDifferences(a: Differences, b: Differences): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Whether the first forbids all that the second, of the same lattice, does. */
export function covers(a: Differences, b: Differences): boolean {
  let at = 0;
  for (let i = 0; i < b.length; i += 2) {
    while (at < a.length && a[at + 1]! < b[i + 1]!) at += 2;
    if (at >= a.length || a[at]! > b[i]!) return false;
  }
  return true;
}

function positive(rest: number, step: number): number {
  // Adds 0 so that no −0 is left.
  return rest < 0 ? rest + step : rest + 0;
}
