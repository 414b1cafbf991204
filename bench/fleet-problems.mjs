/**
 * What the measurements of the fleet plan.
 *
 * @import { Problem } from "../dist/index.js"
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { problems } from "./service-problems.mjs";

/** A problem in which every buffer has another name. @param {Problem} problem @param {string} prefix */
export function renamed(problem, prefix) {
  return { ...problem, buffers: problem.buffers.map((buffer, b) => ({ ...buffer, id: `${prefix}${b}` })) };
}

/**
 * Problems with 100 buffers, no two equal.
 *
 * @param {number} count
 * @param {number} [from] others than those from another number on
 * @returns {Generator<{ readonly name: string, readonly problem: Problem }>}
 */
export function* hundreds(count, from = 0) {
  const base = problems(Math.min(count, 1_000));
  for (let i = from; i < from + count; i++) {
    const problem = /** @type {typeof base[0]} */ (base[i % base.length]);
    // The memory's size makes another problem of it.
    yield { name: `p${i}`, problem: { buffers: problem.buffers, capacity: problem.capacity + Math.floor(i / 1_000) } };
  }
}

/**
 * Forty gaps between walls, and three times as many pieces that would have to fill all of them to the last byte: nobody
 * settles it in the time that it is given.
 *
 * @param {number} seed
 * @returns {Problem}
 */
function hard(seed) {
  let state = seed;
  const next = (/** @type {number} */ below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const [gaps, gap] = [40, 100_003];
  const sizes = Array.from({ length: 3 * gaps }, () => Math.floor(gap / 4) + 1 + next(Math.floor(gap / 6)));
  let excess = sizes.reduce((sum, size) => sum + size, 0) - gaps * gap;
  for (let i = 0; excess !== 0; i = (i + 1) % sizes.length, excess -= Math.sign(excess)) {
    sizes[i] = (sizes[i] ?? 0) - Math.sign(excess);
  }
  const walls = Array.from({ length: gaps - 1 }, (_, i) => {
    return { id: `wall${i}`, lower: 0, upper: 10, size: 1, offset: (i + 1) * (gap + 1) - 1 };
  });
  const pieces = sizes.map((size, i) => ({ id: `piece${i}`, lower: 0, upper: 10, size }));
  return { capacity: gaps * (gap + 1) - 1, buffers: [...walls, ...pieces] };
}

/**
 * A mixture: small and middling problems, some that are searched until their limit, some without a plan, some with
 * constraints, some equal under other names, some that are none.
 *
 * @param {number} count
 */
export function mixture(count) {
  const middling = problems(200, 60);
  /** @type {(Problem | { readonly error: true })[]} */
  const made = [];
  for (let i = 0; i < count; i++) {
    const base = /** @type {typeof middling[0]} */ (middling[i % middling.length]);
    const kind = i % 100;
    if (kind === 0) made.push({ error: true });
    else if (kind === 1) {
      made.push(hard(1 + i));
    } else if (kind < 8) made.push({ buffers: base.buffers, capacity: 1 + i });
    else if (kind < 16) {
      const memories = [
        { id: "near", capacity: base.capacity + i },
        { id: "far", capacity: 1e9 },
      ];
      const choice = [{ id: "near" }, { id: "far", cost: 1 }];
      made.push({ memories, buffers: base.buffers.slice(0, 12).map((b) => ({ ...b, memories: choice })) });
    } else if (kind < 30) {
      made.push(renamed({ buffers: base.buffers, capacity: base.capacity }, `n${i}_`));
    } else made.push({ buffers: base.buffers, capacity: base.capacity + i });
  }
  return made;
}

/**
 * Writes JSON lines; what is no problem becomes a line that is none.
 *
 * @param {string} path
 * @param {Iterable<Problem | { readonly error: true }>} list
 */
export function writeLines(path, list) {
  const file = openSync(path, "w");
  let text = "";
  for (const problem of list) {
    text += "error" in problem ? '{"buffers": [{"id": "x"\n' : `${JSON.stringify(problem)}\n`;
    if (text.length > 1_000_000) {
      writeSync(file, text);
      text = "";
    }
  }
  writeSync(file, text);
  closeSync(file);
}
