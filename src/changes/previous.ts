import { InputError, type Problem, shown } from "../problem/index.js";
import type { PlacedPlan } from "./diff.js";

/** Where a buffer lay in an earlier plan, and what it was. What is absent is not compared. */
export interface PreviousBuffer {
  readonly id: string;
  /** Bytes, absolute. */
  readonly offset: number;
  /** Id of its memory. */
  readonly memory?: string;
  readonly size?: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly alignment?: number;
}

/** A plan of an earlier problem, as plain data. Buffers are matched by id. */
export interface PreviousPlan {
  readonly buffers: readonly PreviousBuffer[];
}

/** What became of the buffers of a previous plan. */
export interface PlanChanges {
  /** Buffers that lie where they lay, in the same memory. */
  readonly kept: Count;
  /** Buffers of both plans that lie elsewhere. */
  readonly moved: Count;
  readonly new: Count;
  /** Bytes are null where the previous plan does not say all sizes. */
  readonly gone: { readonly buffers: number; readonly bytes: number | null };
}

export interface Count {
  readonly buffers: number;
  /** Sizes of the problem that was planned. */
  readonly bytes: number;
}

/** A plan as the record that `previous` takes. */
export function previousOf({ problem, offsets, memories = null }: PlacedPlan): PreviousPlan {
  return {
    buffers: problem.buffers.map(({ id, size, lower, upper, alignment = 1, memory }, b) => {
      const own = memories?.[b] ?? memory;
      return { id, offset: offsets[b]!, size, lower, upper, alignment, ...(own !== undefined && { memory: own }) };
    }),
  };
}

/** @throws InputError for what is no previous plan, with the buffer and the value */
export function checkPrevious(previous: PreviousPlan): ReadonlyMap<string, PreviousBuffer> {
  if (previous === null || typeof previous !== "object" || !Array.isArray(previous.buffers)) {
    throw new InputError(`option previous must be a plan with a list of buffers, got ${shown(previous)}`, {
      field: "previous",
    });
  }
  const found = new Map<string, PreviousBuffer>();
  for (const [index, buffer] of (previous.buffers as readonly (PreviousBuffer | null | undefined)[]).entries()) {
    const refuse = (what: string): InputError =>
      new InputError(`option previous: ${what}`, { field: "previous", bufferIndex: index });
    const id = buffer?.id;
    if (typeof id !== "string" || id === "") throw refuse(`buffer ${index} has no id, got ${shown(id)}`);
    const name = `buffer ${JSON.stringify(id)}`;
    if (found.has(id)) throw refuse(`${name} is there twice`);
    const { offset } = buffer!;
    if (!(Number.isSafeInteger(offset) && offset >= 0)) {
      throw refuse(`${name}: offset must be an integer ≥ 0, got ${shown(offset)}`);
    }
    found.set(id, buffer!);
  }
  return found;
}

/**
 * A problem near a previous plan: buffers that it knows get their old offsets as hints. One that lies in a memory of
 * which it has no choice any more gets none.
 */
export function withHints(problem: Problem, previous: ReadonlyMap<string, PreviousBuffer>): Problem {
  return {
    ...problem,
    buffers: problem.buffers.map((buffer) => {
      const old = previous.get(buffer.id);
      return old === undefined || !mayLie(problem, buffer, old) ? buffer : { ...buffer, hint: old.offset };
    }),
  };
}

/** A problem in which buffers that are as they were keep their offsets, and memories; with the ids of these. */
export function withPins(
  problem: Problem,
  previous: ReadonlyMap<string, PreviousBuffer>,
): { readonly problem: Problem; readonly pinned: readonly string[] } {
  const pinned: string[] = [];
  const buffers = problem.buffers.map((buffer) => {
    const old = previous.get(buffer.id);
    const isFixed = (buffer.offset ?? -1) >= 0;
    if (old === undefined || isFixed || !isUnchanged(buffer, old) || !mayLie(problem, buffer, old)) return buffer;
    pinned.push(buffer.id);
    if (buffer.memories === undefined || old.memory === undefined) return { ...buffer, offset: old.offset };
    const choices = buffer.memories.filter(({ id }) => id === old.memory);
    return { ...buffer, offset: old.offset, memories: choices };
  });
  return { problem: { ...problem, buffers }, pinned };
}

function isUnchanged(now: Problem["buffers"][number], old: PreviousBuffer): boolean {
  return (
    (old.size === undefined || old.size === now.size) &&
    (old.lower === undefined || old.lower === now.lower) &&
    (old.upper === undefined || old.upper === now.upper) &&
    (old.alignment === undefined || old.alignment === (now.alignment ?? 1))
  );
}

/** Whether a buffer still may lie in the memory where it lay. */
function mayLie({ memories }: Problem, buffer: Problem["buffers"][number], { memory }: PreviousBuffer): boolean {
  if (memory === undefined || memories === undefined) return true;
  if (buffer.memories !== undefined) return buffer.memories.some(({ id }) => id === memory);
  if (buffer.memory !== undefined) return buffer.memory === memory;
  return memories.some(({ id }) => id === memory);
}

/** What a plan has kept of a previous one. */
export function changesSince(
  previous: ReadonlyMap<string, PreviousBuffer>,
  { problem, offsets, memories = null }: PlacedPlan,
): PlanChanges {
  const counts = { kept: [0, 0], moved: [0, 0], new: [0, 0] };
  const known = new Set<string>();
  for (const [b, { id, size, memory }] of problem.buffers.entries()) {
    const old = previous.get(id);
    if (old !== undefined) known.add(id);
    const own = memories?.[b] ?? memory;
    const isElsewhere = old?.memory !== undefined && own !== undefined && old.memory !== own;
    const isKept = old !== undefined && old.offset === offsets[b] && !isElsewhere;
    const count = counts[old === undefined ? "new" : isKept ? "kept" : "moved"];
    count[0]!++;
    count[1]! += size;
  }
  const gone = [...previous.values()].filter(({ id }) => !known.has(id));
  const goneBytes = gone.every(({ size }) => size !== undefined)
    ? gone.reduce((sum, { size }) => sum + size!, 0)
    : null;
  const sum = ([buffers, bytes]: number[]): Count => ({ buffers: buffers!, bytes: bytes! });
  return {
    kept: sum(counts.kept),
    moved: sum(counts.moved),
    new: sum(counts.new),
    gone: { buffers: gone.length, bytes: goneBytes },
  };
}
