import { InputError, MAX_BYTES, type Problem } from "../problem/index.js";
import { bufferFault, quote } from "./fault.js";
import type { Body, MemoryFacts, Pair } from "./model.js";

/**
 * Checks that whatever a plan comes to can be computed exactly: offsets where bodies are stacked on all that is fixed,
 * and sums of costs.
 *
 * @param countsHints whether buffers may be laid at their hints
 * @throws InputError that names the first buffer that is too much
 */
export function checkTotals(
  problem: Problem,
  memories: readonly MemoryFacts[],
  bodies: readonly Body[],
  pairs: readonly Pair[],
  countsHints: boolean,
): void {
  checkSpans(problem, bodies);
  checkCosts(problem, bodies, pairs);
  const distance = new Float64Array(problem.buffers.length);
  for (const pair of pairs) {
    if (pair.rule !== "apart") continue;
    for (const b of [pair.a, pair.b]) distance[b] = Math.max(distance[b]!, pair.distance);
  }
  const highest = memories.map(({ base, reserved }) => reserved.reduce((top, { to }) => Math.max(top, to), base));
  const sums = new Float64Array(memories.length);
  /** By memory, the first buffer that is too much. */
  const culprits = new Map<number, number>();
  for (const { members, size, fixedOffset, choices } of bodies) {
    let top = fixedOffset >= 0 ? fixedOffset + size : 0;
    let apart = 0;
    for (const { buffer, at } of members) {
      const { hint = -1 } = problem.buffers[buffer]!;
      if (countsHints && hint >= 0) top = Math.max(top, hint - at + size);
      apart += distance[buffer]!;
    }
    for (const { memory: m, modulus } of choices) {
      const { base, capacity, bank } = memories[m]!;
      if (base + capacity <= MAX_BYTES) continue;
      sums[m]! += size + modulus - 1 + Math.max(0, bank - 1) + apart;
      highest[m] = Math.max(highest[m]!, top);
      if (highest[m]! + sums[m]! > MAX_BYTES && !culprits.has(m)) culprits.set(m, members[0]!.buffer);
    }
  }
  if (culprits.size === 0) return;
  const first = culprits.get([...culprits.keys()].reduce((a, b) => Math.min(a, b)))!;
  const text = "what is fixed, sizes (padded to their alignment) and distances up to this buffer";
  throw bufferFault(problem.buffers[first]!, first, "size", `${text} sum to more than 2^53 − 1 bytes`);
}

function checkSpans({ buffers }: Problem, bodies: readonly Body[]): void {
  for (const { members, size } of bodies) {
    if (size <= MAX_BYTES) continue;
    const names = members.map(({ buffer }) => quote(buffers[buffer]!.id)).join(", ");
    const text = `the aliases ${names} span more than 2^53 − 1 bytes`;
    throw new InputError(text, { bufferIndex: members[0]!.buffer, field: "size" });
  }
}

function checkCosts({ buffers }: Problem, bodies: readonly Body[], pairs: readonly Pair[]): void {
  let sum = 0;
  for (const { members, choices } of bodies) {
    sum += choices.reduce((most, { cost }) => Math.max(most, cost), 0);
    if (sum <= MAX_BYTES) continue;
    const { buffer } = members[0]!;
    const text = "the costs of memories up to this buffer may sum to more than 2^53 − 1";
    throw bufferFault(buffers[buffer]!, buffer, "memories", text);
  }
  sum = 0;
  for (const pair of pairs) {
    if (pair.rule !== "reuse") continue;
    sum += pair.cost;
    if (sum <= MAX_BYTES) continue;
    const names = `${quote(buffers[pair.a]!.id)} and ${quote(buffers[pair.b]!.id)}`;
    throw new InputError(`apart: the costs up to that of ${names} sum to more than 2^53 − 1`, { field: "apart" });
  }
}
