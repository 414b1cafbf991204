/**
 * What the measurements of the service ask for.
 *
 * @import { Buffer, Problem } from "../dist/index.js"
 */
import { generate } from "../dist/instances/index.js";
import { loadBound, toArrays } from "../dist/problem/index.js";

/**
 * Problems with random lifetimes and sizes, in a memory with a tenth more than the load bound.
 *
 * @param {number} count
 * @param {number} buffers of each
 * @returns {(Problem & { readonly capacity: number })[]}
 */
export function problems(count, buffers = 100) {
  return Array.from({ length: count }, (_, seed) => {
    const { problem } = generate("random", { seed, buffers });
    return { buffers: problem.buffers, capacity: Math.ceil(1.1 * loadBound(toArrays({ buffers: problem.buffers }))) };
  });
}

/**
 * Buffers that live one after the other: there is nothing to solve, and yet everything to read, to check and to answer.
 *
 * @param {number} count
 * @returns {Problem}
 */
export function apart(count) {
  /** @type {Buffer[]} */
  const buffers = Array.from({ length: count }, (_, i) => {
    return { id: `tensor_${i}`, lower: i, upper: i + 1, size: 1 + ((i * 7_919) % 65_521) };
  });
  return { buffers };
}
