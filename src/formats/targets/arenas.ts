/** A plan taken apart by memories: what each of them needs, and who lies where in it. */
import type { Memory, Problem } from "../../problem/index.js";
import type { Plan } from "./target.js";

/** A memory with the buffers of a plan in it. */
export interface Arena {
  /** Null for the one memory of a problem that lists none. */
  readonly id: string | null;
  /** The first address, in bytes. */
  readonly base: number;
  /** Bytes from the base to the end of the highest buffer. */
  readonly peak: number;
  /** The greatest alignment that a buffer in it asks for, in bytes; at least 1. */
  readonly alignment: number;
  /** Indices of its buffers, in the order of the problem. */
  readonly buffers: readonly number[];
}

/** The arenas of a plan, in the order of the problem's memories; those without buffers too. */
export function arenasOf(problem: Problem, { offsets, memories }: Plan): Arena[] {
  const listed: readonly (Omit<Memory, "id"> & { readonly id: string | null })[] = problem.memories?.length
    ? problem.memories
    : [{ id: null, base: problem.base ?? 0 }];
  const inside = new Map<string | null, number[]>(listed.map(({ id }) => [id, []]));
  for (let b = 0; b < problem.buffers.length; b++) {
    const id = listed.length === 1 ? listed[0]!.id : (memories?.[b] ?? problem.buffers[b]!.memory ?? null);
    const list = inside.get(id);
    if (list === undefined) throw new RangeError(`buffer ${JSON.stringify(problem.buffers[b]!.id)} lies in no memory`);
    list.push(b);
  }
  return listed.map(({ id, base = 0, alignment: ofMemory = 1 }) => {
    const buffers = inside.get(id)!;
    let [peak, alignment] = [0, 1];
    for (const b of buffers) {
      const buffer = problem.buffers[b]!;
      peak = Math.max(peak, offsets[b]! + buffer.size - base);
      alignment = Math.max(alignment, buffer.alignment ?? ofMemory);
    }
    return { id, base, peak, alignment, buffers };
  });
}

/** How many memories a problem has. */
export function memoryCount({ memories }: Problem): number {
  return memories?.length ? memories.length : 1;
}
