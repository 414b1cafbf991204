import type { Problem } from "../problem/index.js";
import { type SimulationReport, simulate } from "../sim/index.js";

/** A plan with the problem that it is for. */
export interface PlacedPlan {
  readonly problem: Problem;
  /** Bytes, in the order of `problem.buffers`. */
  readonly offsets: ArrayLike<number>;
  /** The id of the memory of each buffer; may be left out or null where none has a choice. */
  readonly memories?: readonly string[] | null;
}

/** Where a buffer lies, how large it is and when it lives. */
export interface BufferPlace {
  /** Bytes. */
  readonly offset: number;
  readonly size: number;
  readonly lower: number;
  readonly upper: number;
  /** Null where the problem lists no memories. */
  readonly memory: string | null;
}

/**
 * - `moved`: in both plans, at another offset or in another memory;
 * - `grown`, `shrunk`: in both, of another size;
 * - `retimed`: in both, with another lifetime;
 * - `new`, `gone`: in the second plan alone, in the first alone.
 *
 * A buffer of both plans may have several of them.
 */
export const CHANGE_KINDS = ["moved", "grown", "shrunk", "retimed", "new", "gone"] as const;

export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface BufferChange {
  readonly id: string;
  /** Null for a new buffer. */
  readonly before: BufferPlace | null;
  /** Null for one that is gone. */
  readonly after: BufferPlace | null;
  /** At least one. */
  readonly changes: readonly ChangeKind[];
}

export interface ChangeSum {
  readonly buffers: number;
  /** Sizes in the second plan, and of `gone` in the first; for `grown` and `shrunk` the bytes that came or went. */
  readonly bytes: number;
}

export interface PlanDiff {
  /** Bytes from the base; the sum over the memories where there are several. */
  readonly peak: { readonly before: number; readonly after: number };
  /** (after − before) ÷ before; null where the first plan has no bytes. */
  readonly growth: number | null;
  /** The peak of each memory of either plan; null where a plan does not list it. Empty where none lists any. */
  readonly memories: readonly { readonly id: string; readonly before: number | null; readonly after: number | null }[];
  /** `kept` are the buffers at the offset and in the memory where they were, whatever else changed of them. */
  readonly sums: Readonly<Record<ChangeKind | "kept", ChangeSum>>;
  /** The buffers that changed: those of the second plan in its order, then those that are gone. */
  readonly buffers: readonly BufferChange[];
  /** Rules that each plan breaks, as the simulator counts them. */
  readonly violations: { readonly before: number; readonly after: number };
}

/**
 * Compares two plans, buffer by buffer; buffers are matched by id. Both are simulated.
 *
 * @throws InputError where a problem is invalid or a plan has not one offset a buffer
 */
export function diffPlans(before: PlacedPlan, after: PlacedPlan): PlanDiff {
  const [first, second] = [reportOf(before), reportOf(after)];
  const [old, now] = [placesOf(before), placesOf(after)];
  const tally = { kept: nothing(), moved: nothing(), grown: nothing(), shrunk: nothing() };
  const sums = { ...tally, retimed: nothing(), new: nothing(), gone: nothing() };
  const add = (kind: keyof typeof sums, bytes: number): void => {
    sums[kind].buffers++;
    sums[kind].bytes += bytes;
  };
  const buffers: BufferChange[] = [];
  for (const [id, place] of now) {
    const was = old.get(id) ?? null;
    const changes = changesOf(was, place);
    for (const kind of changes) add(kind, Math.abs(bytesOf(kind, was, place)));
    if (was !== null && !changes.includes("moved")) add("kept", place.size);
    if (changes.length > 0) buffers.push({ id, before: was, after: place, changes });
  }
  for (const [id, place] of old) {
    if (now.has(id)) continue;
    add("gone", place.size);
    buffers.push({ id, before: place, after: null, changes: ["gone"] });
  }
  return {
    peak: { before: first.peak, after: second.peak },
    growth: first.peak === 0 ? null : (second.peak - first.peak) / first.peak,
    memories: memoriesOf(first, second),
    sums,
    buffers,
    violations: { before: first.violationCount, after: second.violationCount },
  };
}

function nothing(): { buffers: number; bytes: number } {
  return { buffers: 0, bytes: 0 };
}

function reportOf({ problem, offsets, memories = null }: PlacedPlan): SimulationReport {
  return simulate(problem, offsets, memories === null ? {} : { memories });
}

/** Where the buffers of a plan lie, by id. */
function placesOf({ problem, offsets, memories }: PlacedPlan): Map<string, BufferPlace> {
  const only = problem.memories?.length === 1 ? problem.memories[0]!.id : null;
  return new Map(
    problem.buffers.map(({ id, size, lower, upper, memory }, b) => {
      const own = problem.memories === undefined ? null : (memories?.[b] ?? memory ?? only);
      return [id, { offset: offsets[b]!, size, lower, upper, memory: own }];
    }),
  );
}

function changesOf(was: BufferPlace | null, is: BufferPlace): ChangeKind[] {
  if (was === null) return ["new"];
  const changes: ChangeKind[] = [];
  // A plan that lists no memories has one without a name: nothing can have left it.
  const isElsewhere = was.memory !== null && is.memory !== null && was.memory !== is.memory;
  if (was.offset !== is.offset || isElsewhere) changes.push("moved");
  if (is.size > was.size) changes.push("grown");
  if (is.size < was.size) changes.push("shrunk");
  if (was.lower !== is.lower || was.upper !== is.upper) changes.push("retimed");
  return changes;
}

function bytesOf(kind: ChangeKind, was: BufferPlace | null, is: BufferPlace): number {
  return kind === "grown" || kind === "shrunk" ? is.size - was!.size : is.size;
}

function memoriesOf(first: SimulationReport, second: SimulationReport): PlanDiff["memories"] {
  // The memory of a problem that lists none has no name.
  const peaks = ({ memories }: SimulationReport) =>
    new Map(memories.flatMap(({ id, peak }): [string, number][] => (id === "" ? [] : [[id, peak]])));
  const [before, after] = [peaks(first), peaks(second)];
  return Array.from(new Set([...before.keys(), ...after.keys()]), (id) => {
    return { id, before: before.get(id) ?? null, after: after.get(id) ?? null };
  });
}
