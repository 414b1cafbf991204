// Families of problems with constraints to be certified, one for each construct and a mixture, each drawn from a seed:
// plain buffers of some lifetimes and sizes, and the construct on some of them. `without` takes the construct away
// again, so that one can see whether it moves the optimum.

/**
 * @import { Apart, Buffer, Operator, Problem, Term } from "../dist/problem/index.js"
 * @import { Dice } from "./families.mjs"
 *
 * @typedef {object} Draft a problem in the making: ids are given
 * @property {Dice} dice
 * @property {readonly Buffer[]} buffers
 * @property {number} load greatest sum of sizes that live together
 *
 * @typedef {object} ConstraintFamily
 * @property {string} name
 * @property {readonly (readonly Term[])[]} terms one of these lists is minimised
 * @property {(draft: Draft) => Problem} draw
 * @property {(problem: Problem) => Problem} without
 */
import { must } from "../bench/must.mjs";
import { validate } from "../dist/library/validate.js";
import { InputError, isConstrained, loadBound, toArrays } from "../dist/problem/index.js";
import { diceOf, plain } from "./families.mjs";

/** Of all families: how many are wanted, and how many of them at least whose optimum the construct moves. */
export const WANTED = { count: 72, moved: 36 };
const LEAST = 4;
const MOST = 12;

/** @type {readonly (readonly Term[])[]} */
const PEAK = [["peak"]];

/** @type {readonly ConstraintFamily[]} */
export const CONSTRAINT_FAMILIES = [
  {
    name: "gaps",
    terms: PEAK,
    draw: (draft) => ({ buffers: withGaps(draft, false) }),
    without: (problem) => each(problem, ({ gaps: _, ...buffer }) => buffer),
  },
  {
    name: "windows",
    terms: PEAK,
    draw: (draft) => ({ buffers: withGaps(draft, true) }),
    without: (problem) => each(problem, ({ gaps: _, ...buffer }) => buffer),
  },
  {
    name: "memories",
    terms: PEAK,
    draw: ({ dice, buffers }) => {
      const memories = [{ id: "m0" }, { id: "m1", alignment: dice.whole(1, 3) }];
      const second = { id: "m1" };
      return {
        memories,
        buffers: buffers.map((buffer) => {
          if (dice.chance(0.3)) return { ...buffer, memories: [{ id: "m0" }, second] };
          return { ...buffer, memory: `m${dice.whole(0, 1)}` };
        }),
      };
    },
    without: (problem) => {
      const free = each(problem, ({ memory: _, ...buffer }) => ({ ...buffer, memories: [{ id: "m0" }, { id: "m1" }] }));
      return { ...free, memories: [{ id: "m0" }, { id: "m1" }] };
    },
  },
  {
    name: "reserved",
    terms: PEAK,
    draw: ({ dice, buffers, load }) => {
      const reserved = Array.from({ length: dice.whole(1, 2) }, () => {
        const from = dice.whole(0, load);
        return { from, to: from + dice.whole(1, 3) };
      });
      return { buffers, memories: [{ id: "m0", reserved }] };
    },
    without: ({ buffers }) => ({ buffers, memories: [{ id: "m0" }], minimize: ["peak"] }),
  },
  {
    name: "aliases",
    terms: PEAK,
    draw: (draft) => ({ buffers: draft.buffers, aliases: aliasesOf(draft, draft.dice.whole(1, 3)) }),
    without: ({ aliases: _, ...problem }) => problem,
  },
  {
    name: "apart",
    terms: PEAK,
    draw: (draft) => ({ buffers: draft.buffers, apart: apartOf(draft, draft.dice.whole(2, 6)) }),
    without: ({ apart: _, ...problem }) => problem,
  },
  {
    name: "exclusive",
    terms: PEAK,
    draw: ({ dice, buffers }) => ({ buffers: buffers.map((b) => (dice.chance(0.25) ? { ...b, exclusive: true } : b)) }),
    without: (problem) => each(problem, ({ exclusive: _, ...buffer }) => buffer),
  },
  {
    name: "free",
    terms: PEAK,
    draw: (draft) => ({ buffers: draft.buffers, free: couples(draft, draft.dice.whole(2, 6), true).map(listed) }),
    without: ({ free: _, ...problem }) => problem,
  },
  {
    name: "inplace",
    terms: PEAK,
    draw: (draft) => ({ buffers: draft.buffers, inplace: inPlaceOf(draft, draft.dice.whole(2, 5)) }),
    without: ({ inplace: _, ...problem }) => problem,
  },
  {
    name: "banks",
    terms: PEAK,
    draw: (draft) => {
      const { dice, buffers } = draft;
      const bank = dice.whole(3, 8);
      return {
        memories: [{ id: "m0", bank }],
        buffers: buffers.map((b) => (b.size <= bank && dice.chance(0.5) ? { ...b, withinBank: true } : b)),
        apart: couples(draft, dice.whole(1, 4), true).map((pair) => ({ ...listed(pair), banks: true })),
      };
    },
    without: (problem) => {
      const { apart: _, ...rest } = each(problem, ({ withinBank: __, ...buffer }) => buffer);
      return rest;
    },
  },
  {
    name: "fixed",
    terms: PEAK,
    draw: ({ dice, buffers, load }) => ({
      memories: [{ id: "m0" }],
      buffers: buffers.map((b) => (dice.chance(0.3) ? { ...b, offset: dice.whole(0, load) } : b)),
    }),
    without: (problem) => each(problem, ({ offset: _, ...buffer }) => buffer),
  },
  {
    name: "clocks",
    terms: PEAK,
    draw: ({ dice, buffers }) => ({
      buffers: buffers.map((buffer) => {
        const [start, known] = [dice.whole(0, 3), dice.whole(0, 2)];
        const clock = { lower: [buffer.lower, start], upper: [buffer.upper, start + known] };
        return { ...buffer, lower: buffer.lower + start, upper: buffer.upper + start + known, clock };
      }),
    }),
    without: (problem) => each(problem, ({ clock: _, ...buffer }) => buffer),
  },
  {
    name: "reuse",
    terms: [["reuse", "peak"], ["reuse"], ["peak", "reuse"]],
    draw: (draft) => {
      const { dice, buffers, load } = draft;
      return { buffers, capacity: load + dice.whole(0, 4), apart: costsOf(draft, dice.whole(4, 12)) };
    },
    without: ({ apart: _, ...problem }) => problem,
  },
  {
    name: "spill",
    terms: [["spill"], ["spill", "peak"]],
    draw: ({ dice, buffers, load }) => ({
      memories: [{ id: "fast", capacity: Math.max(1, Math.ceil((load * dice.whole(4, 9)) / 10)) }, { id: "slow" }],
      buffers: buffers.map((buffer) => {
        return { ...buffer, memories: [{ id: "fast" }, { id: "slow", cost: dice.whole(1, 4) * buffer.size }] };
      }),
    }),
    without: (problem) => each(problem, (buffer) => ({ ...buffer, memories: [{ id: "fast" }, { id: "slow" }] })),
  },
  {
    name: "tiers",
    terms: [["time"], ["time", "peak"], ["peak", "time"]],
    draw: (draft) => {
      const { dice, buffers, load } = draft;
      const part = dice.whole(4, 9) / 10;
      return {
        memories: [
          { id: "fast", capacity: Math.max(1, Math.ceil(load * part)), bandwidth: dice.whole(2, 8) },
          { id: "slow", bandwidth: dice.whole(1, 4) / 4, latency: dice.whole(0, 4) / 2 },
        ],
        buffers: buffers.map((buffer) => ({
          ...buffer,
          ...(dice.chance(0.1) && { memory: "slow" }),
          ...(dice.chance(0.3) && { reads: dice.whole(0, 4) }),
          ...(dice.chance(0.2) && { writes: dice.whole(0, 2) }),
        })),
        ...(dice.chance(0.8) && { operators: operatorsOf(draft) }),
      };
    },
    without: (problem) => {
      const [fast, slow] = must(problem.memories, "memories");
      const { bandwidth = 1 } = must(fast, "memory");
      return { ...problem, memories: [must(fast, "memory"), { id: must(slow, "memory").id, bandwidth }] };
    },
  },
  {
    name: "hints",
    terms: [["moved"], ["moved", "peak"], ["peak", "moved"]],
    draw: ({ dice, buffers, load }) => ({
      capacity: load + dice.whole(0, 4),
      buffers: buffers.map((b) => (dice.chance(0.6) ? { ...b, hint: dice.whole(0, load) } : b)),
    }),
    without: (problem) => each(problem, ({ hint: _, ...buffer }) => buffer),
  },
  {
    name: "mixture",
    terms: [["peak"], ["reuse", "peak"], ["moved", "reuse"], ["peak", "moved"]],
    draw: (draft) => {
      const { dice, load } = draft;
      const some = (/** @type {number} */ share) => (dice.chance(share) ? dice.whole(1, 3) : 0);
      const from = dice.whole(0, load);
      return {
        memories: [{ id: "m0", reserved: dice.chance(0.4) ? [{ from, to: from + 2 }] : [] }],
        buffers: withGaps(draft, dice.chance(0.5)).map((buffer) => ({
          ...buffer,
          ...(dice.chance(0.1) && { exclusive: true }),
          ...(dice.chance(0.2) && { alignment: dice.whole(2, 4) }),
          ...(dice.chance(0.2) && { hint: dice.whole(0, load) }),
        })),
        apart: [...apartOf(draft, some(0.7)), ...costsOf(draft, some(0.7))],
        aliases: aliasesOf(draft, some(0.5)),
        free: couples(draft, some(0.5), true).map(listed),
        inplace: inPlaceOf(draft, some(0.5)),
      };
    },
    without: ({ minimize, buffers }) => ({
      memories: [{ id: "m0" }],
      buffers: buffers.map(({ id, lower, upper, size }) => ({ id, lower, upper, size })),
      minimize: must(minimize, "terms"),
    }),
  },
];

/**
 * The problem of a seed; null where it has too few buffers or too many, or contradicts itself.
 *
 * @param {ConstraintFamily} family
 * @param {number} seed
 * @returns {Problem | null}
 */
export function drawConstrained({ draw, terms }, seed) {
  const dice = diceOf(seed);
  const drawn = plain(dice, LEAST, MOST);
  if (drawn.length < LEAST || drawn.length > MOST) return null;
  const buffers = drawn.map((buffer, i) => ({ id: `b${i}`, ...buffer }));
  const load = loadBound(toArrays({ buffers }));
  const problem = { ...draw({ dice, buffers, load }), minimize: must(terms[dice.whole(0, terms.length - 1)], "terms") };
  try {
    validate(problem);
    return isConstrained(problem) ? problem : null;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/**
 * @param {Problem} problem
 * @param {(buffer: Buffer) => Buffer} change
 * @returns {Problem}
 */
function each(problem, change) {
  return { ...problem, buffers: problem.buffers.map(change) };
}

/**
 * @param {Draft} draft
 * @param {boolean} isWindowed
 */
function withGaps({ dice, buffers }, isWindowed) {
  return buffers.map((buffer) => {
    const { lower, upper, size } = buffer;
    if (upper - lower < 2 || dice.chance(0.4)) return buffer;
    const start = dice.whole(lower, upper - 1);
    const end = dice.whole(start + 1, upper);
    const from = dice.whole(0, size - 1);
    const window = isWindowed ? { from, to: dice.whole(from, size) } : {};
    return { ...buffer, gaps: [{ lower: start, upper: end, ...window }] };
  });
}

/**
 * Couples of buffers, each once: such that live together, or such that do not, as far as a few draws find them.
 *
 * @param {Draft} draft
 * @param {number} count
 * @param {boolean} together
 * @returns {[Buffer, Buffer][]}
 */
function couples({ dice, buffers }, count, together) {
  /** @type {Map<string, [Buffer, Buffer]>} */
  const found = new Map();
  for (let left = 10 * count; left > 0 && found.size < count; left--) {
    const [i, j] = [dice.whole(0, buffers.length - 1), dice.whole(0, buffers.length - 1)];
    const [a, b] = [must(buffers[i], "buffer"), must(buffers[j], "buffer")];
    const meet = a.lower < b.upper && b.lower < a.upper;
    if (i !== j && meet === together) found.set(`${Math.min(i, j)} ${Math.max(i, j)}`, [a, b]);
  }
  return [...found.values()];
}

/** @param {readonly [Buffer, Buffer]} pair */
function listed([a, b]) {
  return { buffers: [a.id, b.id] };
}

/**
 * @param {Draft} draft
 * @param {number} count
 * @returns {Apart[]}
 */
function apartOf(draft, count) {
  const { dice } = draft;
  return couples(draft, count, false).map((pair) => {
    return { ...listed(pair), ...(dice.chance(0.3) && { distance: dice.whole(1, 3) }) };
  });
}

/**
 * @param {Draft} draft
 * @param {number} count
 * @returns {Apart[]}
 */
function costsOf(draft, count) {
  return couples(draft, count, false).map((pair) => ({ ...listed(pair), cost: draft.dice.whole(1, 9) }));
}

/**
 * @param {Draft} draft
 * @param {number} count
 */
function inPlaceOf(draft, count) {
  const { dice } = draft;
  return couples(draft, count, true).map(([a, b]) => {
    return { buffer: a.id, of: b.id, ...(dice.chance(0.3) && { at: dice.whole(0, 2) }) };
  });
}

/**
 * @param {Draft} draft
 * @param {number} count
 */
function aliasesOf(draft, count) {
  const { dice } = draft;
  const seen = new Set();
  return couples(draft, count, dice.chance(0.5)).flatMap(([a, b]) => {
    const [of, view] = a.size >= b.size ? [a, b] : [b, a];
    if (seen.has(view.id) || seen.has(of.id)) return [];
    seen.add(view.id).add(of.id);
    return [{ buffer: view.id, of: of.id, at: dice.whole(0, of.size - view.size) }];
  });
}

/**
 * An operator at most times, in the order of time. Some name what they read or write.
 *
 * @param {Draft} draft
 * @returns {Operator[]}
 */
function operatorsOf({ dice, buffers }) {
  const last = Math.max(...buffers.map(({ upper }) => upper));
  return Array.from({ length: last }, (_, time) => time).flatMap((time) => {
    if (dice.chance(0.2)) return [];
    const live = buffers.filter(({ lower, upper }) => lower <= time && time < upper);
    const some = () => live.filter(() => dice.chance(0.5)).map(({ id }) => id);
    return {
      time,
      compute: dice.whole(0, 16) / 2,
      ...(dice.chance(0.2) && { reads: some() }),
      ...(dice.chance(0.1) && { writes: some() }),
    };
  });
}
