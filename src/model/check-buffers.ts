import type { Buffer, Problem } from "../problem/index.js";
import { type InputError, shown } from "../problem/index.js";
import { bufferFault, checkWhole, quote } from "./fault.js";
import { sorted } from "./lifetimes.js";
import type { Memories } from "./memories.js";
import type { Choice } from "./model.js";

/**
 * Checks what buffers say beyond a plain problem: gaps, windows, clocks. `validate` has passed the rest.
 *
 * @throws InputError that names the buffer, the field and the value.
 */
export function checkBuffers({ buffers }: Problem): void {
  const clocks = buffers[0]?.clock?.lower?.length ?? 0;
  for (const [index, buffer] of buffers.entries()) {
    const fail = (field: string, text: string, entry?: number): InputError =>
      bufferFault(buffer, index, field, text, entry);
    checkGaps(buffer, (text, entry) => fail("gaps", text, entry));
    checkClock(buffer, clocks, (text) => fail("clock", text));
    for (const field of ["exclusive", "withinBank"] as const) {
      const value = buffer[field];
      if (value !== undefined && typeof value !== "boolean") {
        throw fail(field, `${field} must be true or false, got ${shown(value)}`);
      }
    }
  }
}

function checkGaps(buffer: Buffer, failAt: (text: string, entry?: number) => InputError): void {
  const { lower, upper, size, gaps } = buffer;
  if (gaps === undefined) return;
  if (!Array.isArray(gaps)) throw failAt(`gaps must be an array, got ${shown(gaps)}`);
  let last: { readonly lower: number; readonly upper: number } | null = null;
  for (const gap of sorted(gaps)) {
    const fail = (detail: string): InputError => failAt(detail, gaps.indexOf(gap));
    const text = `gap [${gap.lower}, ${gap.upper})`;
    if (!Number.isSafeInteger(gap.lower) || !Number.isSafeInteger(gap.upper) || gap.upper <= gap.lower) {
      throw fail(`${text} must be two integers, the first below the second`);
    }
    if (gap.lower < lower || gap.upper > upper) throw fail(`${text} lies outside its lifetime [${lower}, ${upper})`);
    if (last !== null && gap.lower < last.upper) throw fail(`${text} overlaps the gap [${last.lower}, ${last.upper})`);
    last = gap;
    if (gap.from === undefined && gap.to === undefined) continue;
    const window = `window [${gap.from}, ${gap.to}) of ${text}`;
    if (gap.from === undefined || gap.to === undefined) throw fail(`${window} needs both from and to`);
    if (!Number.isSafeInteger(gap.from) || !Number.isSafeInteger(gap.to) || gap.to < gap.from || gap.from < 0) {
      throw fail(`${window} must be two integers, 0 ≤ from ≤ to`);
    }
    if (gap.to > size) throw fail(`${window} lies outside its ${size} bytes`);
  }
}

function checkClock({ clock, gaps, lower, upper }: Buffer, entries: number, fail: (text: string) => InputError): void {
  if (clock === undefined) {
    if (entries > 0) throw fail("has no vector clock, and other buffers have one: all have one or none has");
    return;
  }
  if (gaps !== undefined) throw fail("gaps are not possible where lifetimes are vector clocks");
  for (const side of ["lower", "upper"] as const) {
    const vector = clock[side];
    if (!Array.isArray(vector)) throw fail(`clock.${side} must be an array of integers, got ${shown(vector)}`);
    if (vector.length !== entries || !vector.every((entry) => Number.isSafeInteger(entry))) {
      throw fail(`clock.${side} must be ${entries} integers, got ${shown(vector)}`);
    }
    const sum = vector.reduce((total, entry) => total + entry, 0);
    const given = side === "lower" ? lower : upper;
    if (sum !== given) throw fail(`${side} must be the sum of clock.${side}, ${sum}, got ${given}`);
  }
  if (!clock.lower.every((entry, i) => entry <= clock.upper[i]!)) {
    throw fail(`clock.upper must be at or above clock.lower in every entry, got ${clock.lower} and ${clock.upper}`);
  }
}

/**
 * The memories that a buffer may lie in, ascending. Where it names none, that is any if the time of a plan counts.
 *
 * @throws InputError for a memory that the problem does not list, or that is named twice.
 */
export function choicesOf(
  buffer: Buffer,
  index: number,
  { facts, byId, isAnyByDefault }: Memories,
): Pick<Choice, "memory" | "cost">[] {
  const { memory, memories } = buffer;
  const field = memory === undefined ? "memories" : "memory";
  const fail = (text: string, entry?: number): InputError => bufferFault(buffer, index, field, text, entry);
  if (memory !== undefined && memories !== undefined) throw fail("memory and memories are both given; one is enough");
  const given = memories ?? (memory === undefined ? [] : [{ id: memory }]);
  if (!Array.isArray(given)) throw fail(`memories must be an array, got ${shown(given)}`);
  if (given.length === 0 && memories !== undefined) throw fail("memories must name at least one memory");
  if (given.length === 0) {
    if (isAnyByDefault) return facts.map((_, at) => ({ memory: at, cost: 0 }));
    if (facts.length > 1) throw fail(`memory is missing: the problem has ${facts.length} of them`);
    return [{ memory: 0, cost: 0 }];
  }
  const choices = new Map<number, number>();
  for (const [i, { id, cost = 0 }] of given.entries()) {
    const at = byId.get(id);
    const failHere = (text: string): InputError => fail(text, memories === undefined ? undefined : i);
    if (at === undefined) throw failHere(`there is no memory ${typeof id === "string" ? quote(id) : shown(id)}`);
    if (choices.has(at)) throw failHere(`memory ${quote(id)} is named twice`);
    checkWhole(`the cost of memory ${quote(id)}`, cost, 0, failHere, "");
    choices.set(at, cost);
  }
  return Array.from(choices, ([at, cost]) => ({ memory: at, cost })).sort((a, b) => a.memory - b.memory);
}
