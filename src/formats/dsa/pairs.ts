/** What a dsa-problem says of two buffers: colocations, separations, temporal exclusions, reuse penalties. */
import type { Alias, Apart, Free } from "../../problem/index.js";
import type { JsonFile } from "../json/file.js";
import type { Path } from "../json/walk.js";
import { type DsaBuffer, liveTogether } from "./buffers.js";
import { Classes } from "./classes.js";
import { type BufferFinder, CONSTRAINTS } from "./pins.js";
import { type Json, optionalArray } from "./pools.js";
import type { Refusals } from "./refusals.js";

/** Rules for pairs, by the buffers' positions in the file. What binds nothing is left out. */
export interface PairRules {
  readonly classes: Classes;
  readonly aliases: readonly Alias[];
  readonly apart: readonly Apart[];
  readonly free: readonly Free[];
}

export interface PairContext {
  readonly file: JsonFile;
  readonly problem: Json;
  readonly constraints: Json;
  /** Each with the pools that are left to it. */
  readonly buffers: readonly DsaBuffer[];
  readonly find: BufferFinder;
  /** What a buffer goes by. */
  readonly nameOf: (buffer: number) => string;
  readonly countsReuse: boolean;
}

const COSTS: Path = ["problem", "cost_model"];

interface Entry {
  readonly path: Path;
  readonly a: number;
  readonly b: number;
}

/** @throws FormatError for pairs that contradict each other */
export function readPairs(context: PairContext, refusals: Refusals): PairRules {
  const { file, buffers, nameOf } = context;
  const classes = new Classes(
    buffers,
    entriesOf(context, "colocations").map(({ a, b }) => [a, b]),
  );
  const excluded = new Set<number>();
  const keyOf = (a: number, b: number): number => Math.min(a, b) * buffers.length + Math.max(a, b);
  for (const { a, b, path } of entriesOf(context, "temporal_exclusions")) {
    if (a === b) file.fail(path, `buffer ${buffers[a]!.id} excludes itself`);
    if (liveTogether(buffers[a]!, buffers[b]!) && !classes.areTied(a, b)) excluded.add(keyOf(a, b));
  }
  const isExcluded = (a: number, b: number): boolean => excluded.has(keyOf(a, b));
  const meet = (a: number, b: number): boolean => buffers[a]!.pools.some((pool) => buffers[b]!.pools.includes(pool));
  const conflict = (a: number, b: number): boolean => liveTogether(buffers[a]!, buffers[b]!) && !isExcluded(a, b);

  const apart = new Map<number, Apart>();
  const keepApart = (a: number, b: number): void => {
    const [x, y] = [classes.standInFor(a), classes.standInFor(b)];
    if (meet(x, y) && !conflict(x, y)) apart.set(keyOf(x, y), { buffers: [nameOf(x), nameOf(y)] });
  };
  for (const { a, b, path } of entriesOf(context, "separations")) {
    if (a === b) file.fail(path, `buffer ${buffers[a]!.id} is separated from itself`);
    if (classes.areTied(a, b)) {
      file.fail(path, `buffers ${buffers[a]!.id} and ${buffers[b]!.id} are separated and colocated`);
    }
    keepApart(a, b);
  }
  // A smaller one of a class takes the bytes of the greatest wherever it lives alone.
  for (const a of buffers.keys()) {
    if (!classes.isSmaller(a)) continue;
    for (const b of buffers.keys()) if (!classes.areTied(a, b) && conflict(a, b)) keepApart(a, b);
  }
  const costs = context.countsReuse ? readPenalties(context, classes, { meet, isExcluded }, refusals) : [];
  return {
    classes,
    aliases: [...buffers.keys()].flatMap((b) => {
      const of = classes.greatestOf(b);
      return of === b ? [] : [{ buffer: nameOf(b), of: nameOf(of) }];
    }),
    apart: [...apart.values(), ...costs],
    free: Array.from(excluded, (key) => {
      return { buffers: [nameOf(Math.floor(key / buffers.length)), nameOf(key % buffers.length)] };
    }),
  };
}

interface Relations {
  readonly meet: (a: number, b: number) => boolean;
  readonly isExcluded: (a: number, b: number) => boolean;
}

/** Costs of two that share a byte and do not live together. */
function readPenalties(
  { file, problem, buffers, find, nameOf }: PairContext,
  classes: Classes,
  { meet, isExcluded }: Relations,
  refusals: Refusals,
): Apart[] {
  if (problem.cost_model === undefined) return [];
  const model = file.object(problem.cost_model, COSTS, "cost_model");
  const found: Apart[] = [];
  let refused: Path | null = null;
  let count = 0;
  for (const [i, value] of optionalArray(file, model, COSTS, "reuse_penalties").entries()) {
    const path: Path = [...COSTS, "reuse_penalties", i];
    const entry = file.object(value, path, "reuse penalty");
    const [a, b] = [find(entry, path, "first").index, find(entry, path, "second").index];
    const cost = file.integer(entry.cost, [...path, "cost"], "cost");
    if (cost < 0) file.fail([...path, "cost"], `cost must be ≥ 0, got ${cost}`);
    const [x, y] = [classes.standInFor(a), classes.standInFor(b)];
    if (cost === 0 || classes.areTied(a, b) || !meet(x, y)) continue;
    const together = [a, x].some((one) => [b, y].some((other) => isExcluded(one, other)));
    if (together) {
      refused ??= path;
      count++;
    } else if (!liveTogether(buffers[a]!, buffers[b]!) && !liveTogether(buffers[x]!, buffers[y]!)) {
      found.push({ buffers: [nameOf(x), nameOf(y)], cost });
    }
  }
  if (refused !== null) {
    const what = ["reuse penalty", "reuse penalties"].map((noun) => `${noun} of buffers with a temporal exclusion`);
    refusals.add(count, refused, what as [string, string], "reuse_penalties");
  }
  return found;
}

function entriesOf({ file, constraints, find }: PairContext, key: string): Entry[] {
  return optionalArray(file, constraints, CONSTRAINTS, key).map((value, i) => {
    const path: Path = [...CONSTRAINTS, key, i];
    const entry = file.object(value, path, key);
    return { path, a: find(entry, path, "first").index, b: find(entry, path, "second").index };
  });
}
