import type { Memory, Problem } from "../problem/index.js";
import { InputError, shown } from "../problem/index.js";
import { checkWhole, entryFault, quote } from "./fault.js";
import type { MemoryFacts, Range } from "./model.js";
import { asksForTime } from "./timing.js";

/** The memories of a problem, and the position of each by its id. */
export interface Memories {
  readonly facts: readonly MemoryFacts[];
  /** The alignment of buffers that say none. */
  readonly alignments: readonly number[];
  readonly byId: ReadonlyMap<string, number>;
  /** Whether a buffer that names none may lie in any. */
  readonly isAnyByDefault: boolean;
}

/**
 * Checks the memories of a problem; without a list it has one of no name.
 *
 * @throws InputError that names the memory, the field and the value.
 */
export function memoriesOf({ memories, capacity, base, minimize, limits }: Problem): Memories {
  const isAnyByDefault = asksForTime({ minimize, limits });
  if (memories === undefined) {
    const only = { id: null, capacity: capacity ?? Number.POSITIVE_INFINITY, base: base ?? 0, reserved: [], bank: 0 };
    return { facts: [only], alignments: [1], byId: new Map(), isAnyByDefault };
  }
  if (!Array.isArray(memories) || memories.length === 0) {
    throw new InputError("memories must be an array of at least one memory", { field: "memories" });
  }
  for (const [field, value] of Object.entries({ capacity, base })) {
    if (value !== undefined) {
      throw new InputError(`${field} is the memories' to say, where a problem lists memories`, { field });
    }
  }
  const byId = new Map<string, number>();
  const facts = memories.map((memory: Memory, index) => {
    const { id } = memory;
    if (typeof id !== "string" || id === "") {
      throw entryFault("memories", index, `id must be a non-empty string, got ${shown(id)}`, "id");
    }
    if (byId.has(id)) throw entryFault("memories", index, `the id ${quote(id)} is used twice`, "id");
    byId.set(id, index);
    return factsOf(memory, index);
  });
  return { facts, alignments: memories.map(({ alignment = 1 }) => alignment), byId, isAnyByDefault };
}

function factsOf(memory: Memory, index: number): MemoryFacts {
  const { id, capacity = Number.POSITIVE_INFINITY, base = 0, alignment = 1, reserved = [], bank = 0 } = memory;
  const failAt =
    (key: string) =>
    (text: string): InputError =>
      entryFault("memories", index, `memory ${quote(id)}: ${text}`, key);
  if (capacity !== Number.POSITIVE_INFINITY) checkWhole("capacity", capacity, 0, failAt("capacity"));
  checkWhole("base", base, 0, failAt("base"));
  checkWhole("alignment", alignment, 1, failAt("alignment"));
  if (memory.bank !== undefined) checkWhole("bank", bank, 1, failAt("bank"));
  if (!Array.isArray(reserved)) throw failAt("reserved")("reserved must be an array of ranges");
  for (const range of reserved) {
    checkWhole("reserved from", range?.from, 0, failAt("reserved"));
    checkWhole("reserved to", range?.to, range.from, failAt("reserved"));
  }
  return { id, capacity, base, reserved: merged(reserved), bank };
}

/** Ranges in order, those that touch in one, empty ones left out. */
export function merged(ranges: readonly Range[]): Range[] {
  const found: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (to === from) continue;
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else found.push({ from, to });
  }
  return found;
}
