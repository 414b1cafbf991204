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
  for (const [m, memory] of memories.entries()) {
    if (memory.base + memory.capacity <= MAX_BYTES) continue;
    let highest = memory.reserved.reduce((top, { to }) => Math.max(top, to), memory.base);
    let sum = 0;
    for (const { members, size, fixedOffset, choices } of bodies) {
      const choice = choices.find((each) => each.memory === m);
      if (choice === undefined) continue;
      const first = members[0]!.buffer;
      sum += size + choice.modulus - 1 + Math.max(0, memory.bank - 1);
      if (fixedOffset >= 0) highest = Math.max(highest, fixedOffset + size);
      for (const { buffer, at } of members) {
        const { hint = -1 } = problem.buffers[buffer]!;
        if (countsHints && hint >= 0) highest = Math.max(highest, hint - at + size);
        sum += distance[buffer]!;
      }
      if (highest + sum <= MAX_BYTES) continue;
      const text = "what is fixed, sizes (padded to their alignment) and distances up to this buffer";
      throw bufferFault(problem.buffers[first]!, first, "size", `${text} sum to more than 2^53 − 1 bytes`);
    }
  }
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
