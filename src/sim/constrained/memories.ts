import { type Buffer, InputError, type Problem, shown } from "../../problem/index.js";
import { quote } from "../rules/rule.js";
import { bufferFault, checkInteger, entryFault, listOf } from "./faults.js";

/** A range of bytes, [from, to). */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A memory with all that it leaves unsaid. */
export interface MemoryFacts {
  /** "" where the problem lists none. */
  readonly id: string;
  readonly capacity: number;
  readonly base: number;
  readonly alignment: number;
  /** In order; ranges that touch are one. */
  readonly reserved: readonly Range[];
  /** Bytes of a bank; 0 where there are none. */
  readonly bank: number;
}

/**
 * The memories of a problem; one of no name where it lists none.
 *
 * @param capacity over that of each
 * @throws InputError for a memory that has no place, no id of its own, or numbers that mean nothing
 */
export function readMemories(problem: Problem, capacity?: number): MemoryFacts[] {
  const facts = listed(problem);
  return capacity === undefined ? facts : facts.map((memory) => ({ ...memory, capacity }));
}

function listed({ memories, capacity = Number.POSITIVE_INFINITY, base = 0 }: Problem): MemoryFacts[] {
  if (memories === undefined || memories === null) {
    const fail = (text: string): InputError => new InputError(text);
    checkCapacity(capacity, fail);
    checkInteger("base", base, 0, fail);
    return [{ id: "", capacity, base, alignment: 1, reserved: [], bank: 0 }];
  }
  if (!Array.isArray(memories) || memories.length === 0) {
    throw new InputError("memories must be an array of at least one memory", { field: "memories" });
  }
  if (capacity !== Number.POSITIVE_INFINITY || base !== 0) {
    throw new InputError("capacity and base are the memories' to say, where a problem lists memories", {
      field: "memories",
    });
  }
  const ids = new Set<string>();
  return memories.map((memory, index) => {
    const fail = (text: string): InputError => entryFault("memories", index, text);
    if (memory === null || typeof memory !== "object") throw fail(`must be an object, got ${shown(memory)}`);
    const { id, capacity: own = Number.POSITIVE_INFINITY, base: begin = 0, alignment = 1, bank } = memory;
    if (typeof id !== "string" || id === "") throw fail(`id must be a non-empty string, got ${shown(id)}`);
    if (ids.has(id)) throw fail(`the id ${quote(id)} is used twice`);
    ids.add(id);
    checkCapacity(own, fail);
    checkInteger("base", begin, 0, fail);
    checkInteger("alignment", alignment, 1, fail);
    if (bank !== undefined) checkInteger("bank", bank, 1, fail);
    const reserved = listOf<Range>(memory.reserved, "reserved", fail);
    for (const range of reserved) {
      checkInteger("reserved from", range?.from, 0, fail);
      checkInteger("reserved to", range.to, range.from, fail);
    }
    return { id, capacity: own, base: begin, alignment, reserved: merged(reserved), bank: bank ?? 0 };
  });
}

function checkCapacity(capacity: number, fail: (text: string) => InputError): void {
  if (capacity !== Number.POSITIVE_INFINITY) checkInteger("capacity", capacity, 0, fail);
}

/** Ranges in order, those that touch in one, empty ones left out. */
function merged(ranges: readonly Range[]): Range[] {
  const found: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (from === to) continue;
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else found.push({ from, to });
  }
  return found;
}

/** In which memory every buffer lies, and what that costs. */
export interface Memberships {
  /** Position of the memory; −1 where the buffer lies in none that there is. */
  readonly memoryOf: Int32Array;
  /** Sum of the costs of the memories. */
  readonly spill: number;
  /** The buffers that lie where they may not, in their order. */
  readonly astray: readonly { readonly bufferIndex: number; readonly memory: string; readonly allowed: string[] }[];
}

/**
 * @param given ids by buffer; where there is none, a buffer lies in the only memory that it may
 * @throws InputError where a buffer names a memory that the problem does not have, and where nothing is given at all
 * and a buffer has a choice
 */
export function readMemberships(
  { buffers, memories, minimize, limits }: Problem,
  facts: readonly MemoryFacts[],
  given: ArrayLike<string> | undefined,
): Memberships {
  // Where the time counts, buffers that name no memory may lie in any.
  const isAny = (Array.isArray(minimize) && minimize.includes("time")) || limits?.time !== undefined;
  if (given !== undefined && given.length !== buffers.length) {
    const text = `a plan needs one memory for each of the ${buffers.length} buffers, got ${given.length}`;
    throw new InputError(text, { field: "memories" });
  }
  const positions = new Map(facts.map(({ id }, m) => [id, m]));
  const lists = memories !== undefined && memories !== null;
  const memoryOf = new Int32Array(buffers.length);
  const astray: { bufferIndex: number; memory: string; allowed: string[] }[] = [];
  let spill = 0;
  for (let b = 0; b < buffers.length; b++) {
    const choices = choicesOf(buffers[b]!, b, positions, { lists, isAny });
    const id = given?.[b] ?? "";
    if (given === undefined && choices.length > 1) {
      const names = choices.map((choice) => quote(choice.id)).join(", ");
      throw bufferFault(buffers[b]!.id, b, "memories", `may lie in ${names}: options.memories must say which it is`);
    }
    if (choices.length === 1 && (id === "" || id === choices[0]!.id)) {
      memoryOf[b] = choices[0]!.memory;
      spill += choices[0]!.cost;
      continue;
    }
    const chosen = choices.find((choice) => choice.id === id);
    memoryOf[b] = positions.get(id) ?? -1;
    if (chosen === undefined) astray.push({ bufferIndex: b, memory: String(id), allowed: choices.map((c) => c.id) });
    else spill += chosen.cost;
  }
  return { memoryOf, spill, astray };
}

interface Choice {
  readonly id: string;
  readonly memory: number;
  readonly cost: number;
}

function choicesOf(
  { id: bufferId, memory, memories }: Buffer,
  index: number,
  positions: ReadonlyMap<string, number>,
  { lists, isAny }: { readonly lists: boolean; readonly isAny: boolean },
): Choice[] {
  const fail = (text: string): InputError => bufferFault(bufferId, index, memories ? "memories" : "memory", text);
  const isSaid = memory !== undefined && memory !== null;
  const given = listOf<{ id: string; cost?: number }>(memories, "memories", fail);
  if (isSaid && given.length > 0) throw fail("memory and memories are both given; one is enough");
  if (!isSaid && given.length === 0) {
    if (isAny) return Array.from(positions, ([id, memory]) => ({ id, memory, cost: 0 }));
    if (positions.size > 1) throw fail(`memory is missing: the problem has ${positions.size} of them`);
    for (const [id] of positions) return [{ id, memory: 0, cost: 0 }];
  }
  const choices: Choice[] = [];
  for (const choice of isSaid ? [{ id: memory }] : given) {
    const { id, cost = 0 }: { id: string; cost?: number } = choice ?? {};
    const at = lists ? positions.get(id) : undefined;
    if (at === undefined) throw fail(`there is no memory ${shown(id)}`);
    if (choices.some((other) => other.memory === at)) throw fail(`memory ${quote(id)} is named twice`);
    if (cost !== 0) checkInteger(`the cost of memory ${quote(id)}`, cost, 0, fail);
    choices.push({ id, memory: at, cost });
  }
  return choices;
}
